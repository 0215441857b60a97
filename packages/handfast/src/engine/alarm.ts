/** One time to be woken at, out of all that somebody waits for. */

export class Alarm {
  readonly #tell: (at: number | undefined) => void;
  readonly #wishes = new Map<string, number>();
  #told: number | undefined;

  /** `tell` is called whenever the earliest time has changed; `undefined`: nobody waits for anything. */
  constructor(tell: (at: number | undefined) => void) {
    this.#tell = tell;
  }

  /** Somebody wants to be woken, in milliseconds since 1970; `undefined` takes the wish back. */
  set(who: string, at: number | undefined): void {
    if (this.#wishes.get(who) === at) return;
    if (at === undefined) this.#wishes.delete(who);
    else this.#wishes.set(who, at);
    let earliest: number | undefined;
    for (const wish of this.#wishes.values()) if (earliest === undefined || wish < earliest) earliest = wish;
    if (earliest === this.#told) return;
    this.#told = earliest;
    this.#tell(earliest);
  }
}
