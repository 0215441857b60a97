/** Public entry `handfast/providers/node`. */

export { nodeProvider } from './provider.ts';
