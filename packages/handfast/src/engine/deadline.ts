/** How long a handshake may take: the caller is woken when the time is over. */

export class Deadline {
  readonly #timeout: number | undefined;
  readonly #wake: (at: number | undefined) => void;
  #at: number | undefined;

  /** `timeout`: in milliseconds; `undefined` waits for ever. `wake` is told when to come back, or that nobody need come. */
  constructor(timeout: number | undefined, wake: (at: number | undefined) => void) {
    this.#timeout = timeout;
    this.#wake = wake;
  }

  start(now: number): void {
    if (this.#timeout === undefined) return;
    this.#at = now + this.#timeout;
    this.#wake(this.#at);
  }

  stop(): void {
    if (this.#at === undefined) return;
    this.#at = undefined;
    this.#wake(undefined);
  }

  /** Whether the time is over, in milliseconds since 1970. */
  passed(now: number): boolean {
    return this.#at !== undefined && now >= this.#at;
  }
}
