/** Unpredictable bytes, drawn from a small pool because each native call costs more than the bytes. */

import { randomFillSync } from 'node:crypto';

/** Fresh bytes that no later call can see: the pool forgets what it gives away. */
export function random(length: number): Uint8Array {
  if (length > pool.length / 4) return randomFillSync(new Uint8Array(length));
  if (length > pool.length - used) {
    randomFillSync(pool);
    used = 0;
  }
  const bytes = pool.slice(used, used + length);
  pool.fill(0, used, used + length);
  used += length;
  return bytes;
}

const pool = new Uint8Array(4096);
let used = pool.length;
