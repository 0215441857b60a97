/** Application data that was written before the handshake was finished, up to a limit. */

import { copyOf } from '../base/bytes.ts';
import { MisuseError } from '../base/errors.ts';

export class WaitingWrites {
  readonly #limit: number;
  #writes: Uint8Array[] = [];
  #length = 0;

  /** `limit`: in bytes. */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Keeps a copy. Throws `MisuseError` when it would be too much. */
  push(data: Uint8Array): void {
    this.#length += data.length;
    if (this.#length > this.#limit) throw new MisuseError('too much data is waiting for the handshake to finish');
    this.#writes.push(copyOf(data));
  }

  /** Everything, in order; nothing waits afterwards. */
  take(): readonly Uint8Array[] {
    const writes = this.#writes;
    this.#writes = [];
    return writes;
  }
}
