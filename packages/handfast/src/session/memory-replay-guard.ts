/** Marks that came once, in memory. What is full of them accepts no more: forgetting one would let a replay through. */

import { toHex } from '../base/bytes.ts';
import type { ReplayGuard } from '../handshake/stores.ts';

export interface MemoryReplayGuardOptions {
  /** How many marks are remembered at the same time. Default 100,000. */
  readonly most?: number | undefined;
  /**
   * Milliseconds since 1970: nothing is let through before. With ticket keys that outlive the process, the time of its
   * start and twice the window of early data: until then flights may come that it has forgotten. RFC 8446 §8.2
   */
  readonly opens?: number | undefined;
}

export class MemoryReplayGuard implements ReplayGuard {
  readonly #most: number;
  readonly #opens: number;
  /** Until when each mark is remembered. */
  readonly #marks = new Map<string, number>();

  constructor({ most = 100_000, opens = 0 }: MemoryReplayGuardOptions = {}) {
    this.#most = most;
    this.#opens = opens;
  }

  first(mark: Uint8Array, now: number, expires: number): boolean {
    if (now < this.#opens) return false;
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
