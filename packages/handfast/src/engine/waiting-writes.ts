/** Application data that is written before the handshake is finished: up to a limit it waits, until it may go. */

import { copyOf } from '../base/bytes.ts';
import { MisuseError } from '../base/errors.ts';

export class WaitingWrites {
  readonly #limit: number;
  #writes: Uint8Array[] = [];
  #length = 0;
  #send: ((data: Uint8Array) => void) | undefined;

  /** `limit`: in bytes. */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Whether data need not wait any more. */
  get pouring(): boolean {
    return this.#send !== undefined;
  }

  /** From here on data goes out at once, after what has waited. */
  pour(send: (data: Uint8Array) => void): void {
    this.#send = send;
    for (const data of this.take()) send(data);
  }

  /** Keeps a copy, unless data may go. Throws `MisuseError` when it would be too much. */
  write(data: Uint8Array): void {
    if (this.#send !== undefined) return this.#send(data);
    if (this.#length + data.length > this.#limit) {
      throw new MisuseError('too much data is waiting for the handshake to finish');
    }
    this.#length += data.length;
    this.#writes.push(copyOf(data));
  }

  /** Everything, in order; nothing waits afterwards. */
  take(): readonly Uint8Array[] {
    const writes = this.#writes;
    this.#writes = [];
    this.#length = 0;
    return writes;
  }
}
