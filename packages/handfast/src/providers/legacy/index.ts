/** Public entry `handfast/providers/legacy`. */

export { legacyProvider } from './provider.ts';
