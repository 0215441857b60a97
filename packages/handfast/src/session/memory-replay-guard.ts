/** Marks that came once, in memory. What is full of them accepts no more: forgetting one would let a replay through. */

import { toHex } from '../base/bytes.ts';
import type { ReplayGuard } from '../handshake/stores.ts';

export class MemoryReplayGuard implements ReplayGuard {
  readonly #most: number;
  /** Until when each mark is remembered. */
  readonly #marks = new Map<string, number>();

  /** `most`: how many marks are remembered at the same time. */
  constructor(most = 100_000) {
    this.#most = most;
  }

  first(mark: Uint8Array, now: number, expires: number): boolean {
    const name = toHex(mark);
    const known = this.#marks.get(name);
    if (known !== undefined && known > now) return false;
    this.#marks.delete(name);
    this.#forgetExpired(now);
    if (this.#marks.size >= this.#most) return false;
    this.#marks.set(name, expires);
    return true;
  }

  /** Marks come in with rising times, so the oldest are the first to expire. */
  #forgetExpired(now: number): void {
    for (const [name, expires] of this.#marks) {
      if (expires > now) return;
      this.#marks.delete(name);
    }
  }
}
