/** `SSLKEYLOGFILE`: secrets in a file, so that captures can be read. RFC 9850 */

import { appendFileSync } from 'node:fs';
import type { Observer } from '../engine/observer.ts';
import { keyLogLine } from '../schedule/key-log.ts';

/** An observer that appends every secret to a file, readable for its owner only. Whoever has it can read everything. */
export function keyLogFile(path: string): Observer {
  return {
    secret: (label, clientRandom, secret) =>
      appendFileSync(path, `${keyLogLine(label, clientRandom, secret)}\n`, { mode: 0o600 }),
  };
}
