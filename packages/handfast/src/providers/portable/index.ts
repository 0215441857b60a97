/** Public entry `handfast/providers/portable`: cryptography in plain JavaScript, for browsers and edge runtimes. */

export { portableProvider } from './provider.ts';
