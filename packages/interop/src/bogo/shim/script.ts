/** What the shim says of its own accord. */

import type { ShimConfig } from './flags.ts';
import { latin1Bytes } from './values.ts';

/** `-shim-initial-write`, as often as it is to be said. */
export function initialWrite(config: ShimConfig): Uint8Array {
  const text = latin1Bytes(config['shim-initial-write'] ?? 'hello');
  return Buffer.concat(Array.from({ length: config['repeat-shim-initial-write'] ?? 1 }, () => text));
}

/** A client's: what is said first is said early, where that is possible. */
export const earlyDataOf = (config: ShimConfig): Uint8Array | undefined =>
  !config.server && config['enable-early-data'] && config['shim-writes-first'] ? initialWrite(config) : undefined;
