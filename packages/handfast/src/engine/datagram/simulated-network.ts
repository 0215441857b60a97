/**
 * A network in memory that loses, repeats, delays, mixes and damages datagrams as its seed says, in a time of its own:
 * the same seed always does the same.
 */

/** How bad it is. Shares are numbers from 0 to 1; times are in milliseconds. */
export interface NetworkConditions {
  readonly seed: number;
  /** How many datagrams are lost, come twice, or are damaged. */
  readonly drop?: number | undefined;
  readonly duplicate?: number | undefined;
  readonly corrupt?: number | undefined;
  /** How long each takes, and by how much that differs: what differs by more than the pause between two is reordered. */
  readonly delay?: number | undefined;
  readonly jitter?: number | undefined;
}

/** What became of a datagram. */
export type DatagramFate = 'delivered' | 'lost' | 'repeated' | 'damaged';

export class SimulatedNetwork {
  /** May get better or worse at any time. */
  conditions: Omit<NetworkConditions, 'seed'>;
  readonly #events: { readonly at: number; readonly order: number; readonly act: () => void }[] = [];
  #random: number;
  #now: number;
  #order = 0;
  /** Told about each datagram that is sent. */
  onDatagram: ((bytes: Uint8Array, fate: DatagramFate) => void) | undefined;

  /** `now`: milliseconds since 1970 at the beginning. */
  constructor(conditions: NetworkConditions, now: number) {
    this.conditions = conditions;
    this.#random = conditions.seed >>> 0;
    this.#now = now;
  }

  /** The network's time, in milliseconds since 1970. */
  get now(): number {
    return this.#now;
  }

  /** Whether nothing more will happen by itself. */
  get quiet(): boolean {
    return this.#events.length === 0;
  }

  /** Does something at a time; a function that takes it back. */
  at(time: number, act: () => void): () => void {
    const event = { at: Math.max(time, this.#now), order: this.#order++, act };
    this.#events.push(event);
    return () => {
      const index = this.#events.indexOf(event);
      if (index !== -1) this.#events.splice(index, 1);
    };
  }

  /** Sends a datagram to whoever receives there. It may arrive later, twice, changed, or never. */
  send(bytes: Uint8Array, receive: (bytes: Uint8Array) => void): void {
    const { drop = 0, duplicate = 0, corrupt = 0 } = this.conditions;
    if (this.#chance(drop)) return this.onDatagram?.(bytes, 'lost');
    const damaged = this.#chance(corrupt);
    const repeated = this.#chance(duplicate);
    this.onDatagram?.(bytes, damaged ? 'damaged' : repeated ? 'repeated' : 'delivered');
    for (let copies = repeated ? 2 : 1; copies > 0; copies--) {
      const copy = Uint8Array.from(bytes);
      if (damaged && copy.length > 0) this.#damage(copy);
      this.at(this.#now + this.#delay(), () => receive(copy));
    }
  }

  /** Lets the next thing happen; `false` when there is none, or not before `until`. */
  step(until = Number.POSITIVE_INFINITY): boolean {
    const next = this.#events.reduce(
      (first, event) => (event.at < first.at || (event.at === first.at && event.order < first.order) ? event : first),
      { at: Number.POSITIVE_INFINITY, order: 0, act: () => {} },
    );
    if (next.at > until || next.at === Number.POSITIVE_INFINITY) return false;
    this.#events.splice(this.#events.indexOf(next), 1);
    this.#now = next.at;
    next.act();
    return true;
  }

  /** Lets everything happen until there is nothing, or this time has come. */
  run(until = Number.POSITIVE_INFINITY): void {
    while (this.step(until));
    if (until !== Number.POSITIVE_INFINITY) this.#now = Math.max(this.#now, until);
  }

  #delay(): number {
    const { delay = 10, jitter = 0 } = this.conditions;
    return Math.round(delay + jitter * this.#next());
  }

  #damage(bytes: Uint8Array): void {
    const at = Math.floor(this.#next() * bytes.length);
    bytes[at] = (bytes[at] as number) ^ (1 << Math.floor(this.#next() * 8));
  }

  #chance(share: number): boolean {
    return share > 0 && this.#next() < share;
  }

  /** From 0 to 1: the generator called mulberry32. */
  #next(): number {
    this.#random = (this.#random + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(this.#random ^ (this.#random >>> 15), this.#random | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }
}
