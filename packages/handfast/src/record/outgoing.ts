/** Protected bytes in the order in which they were asked for, though some become ready later. */

import { type Awaitable, isPromise } from '../base/awaitable.ts';
import { concat } from '../base/bytes.ts';

interface Entry {
  bytes: Uint8Array | undefined;
}

export class OutgoingQueue {
  #entries: Entry[] = [];
  #broken = false;
  readonly #onReady: (failure: { readonly thrown: unknown } | undefined) => void;

  readonly #joined: number;

  /**
   * `onReady` is called when something that was late has become ready, or has failed. Up to `joined` bytes are handed
   * out as one: copying more than this costs more than a second write.
   */
  constructor(onReady: (failure: { readonly thrown: unknown } | undefined) => void, joined = 32 * 1024) {
    this.#onReady = onReady;
    this.#joined = joined;
  }

  get empty(): boolean {
    return this.#entries.length === 0;
  }

  push(bytes: Awaitable<Uint8Array>): void {
    if (this.#broken) return forget(bytes);
    if (!isPromise(bytes)) {
      this.#entries.push({ bytes });
      return;
    }
    const entry: Entry = { bytes: undefined };
    this.#entries.push(entry);
    bytes.then(
      (ready) => {
        entry.bytes = ready;
        this.#onReady(undefined);
      },
      (thrown: unknown) => {
        this.#breakAt(entry);
        this.#onReady({ thrown });
      },
    );
  }

  /** Everything up to the first that is not ready; what is small is joined, so that a flight is one write. */
  take(): readonly Uint8Array[] {
    if (this.empty) return [];
    const late = this.#entries.findIndex((entry) => entry.bytes === undefined);
    const ready = late === -1 ? this.#entries : this.#entries.slice(0, late);
    if (ready.length === 0) return [];
    this.#entries = late === -1 ? [] : this.#entries.slice(late);
    const parts = ready.map((entry) => entry.bytes as Uint8Array);
    const total = parts.reduce((sum, part) => sum + part.length, 0);
    return parts.length > 1 && total <= this.#joined ? [concat(...parts)] : parts;
  }

  /** Where one record is missing, its successors have the wrong sequence numbers: nothing more can be sent. */
  #breakAt(entry: Entry): void {
    this.#broken = true;
    const at = this.#entries.indexOf(entry);
    if (at !== -1) this.#entries.length = at;
  }
}

/** Nobody will ask for it any more, not even if it fails. */
function forget(bytes: Awaitable<Uint8Array>): void {
  if (isPromise(bytes)) bytes.catch(() => undefined);
}
