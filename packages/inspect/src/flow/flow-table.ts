/** Finds the connection that a packet belongs to, and forgets the oldest when there are too many. */

import type { Direction } from '../model.ts';

/** What is remembered of each connection. */
export interface Remembered {
  /** Number of the packet that was seen last. */
  lastSeen: number;
}

export interface Found<T> {
  readonly entry: T;
  /** 0 when the packet goes the way of the first one. */
  readonly direction: Direction;
}

export class FlowTable<T extends Remembered> {
  /** Under both ways to write the pair of endpoints. */
  readonly #found = new Map<string, Found<T>>();
  readonly #keys = new Map<T, readonly [string, string]>();
  /** Those that are over, of which a few packets may still come: the newest few. */
  readonly #over = new Set<T>();
  readonly #most: number;
  readonly #forgotten: (entry: T) => void;

  /** Remembers at most `most` connections, and tells which ones it forgets. */
  constructor(most: number, forgotten: (entry: T) => void) {
    this.#most = most;
    this.#forgotten = forgotten;
  }

  find(source: string, sourcePort: number, destination: string, destinationPort: number): Found<T> | undefined {
    return this.#found.get(keyOf(source, sourcePort, destination, destinationPort));
  }

  /** Remembers a connection whose first packet goes from source to destination; an older one of that pair is replaced. */
  add(source: string, sourcePort: number, destination: string, destinationPort: number, entry: T): void {
    if (this.#keys.size >= this.#most) this.#forgetOldest();
    const there = keyOf(source, sourcePort, destination, destinationPort);
    const back = keyOf(destination, destinationPort, source, sourcePort);
    const replaced = this.#found.get(there);
    if (replaced !== undefined) this.#forget(replaced.entry);
    this.#found.set(back, { entry, direction: 1 });
    this.#found.set(there, { entry, direction: 0 });
    this.#keys.set(entry, [there, back]);
  }

  /** Nothing of importance comes of it any more. */
  close(entry: T): void {
    if (!this.#keys.has(entry)) return;
    this.#over.add(entry);
    if (this.#over.size <= mostOver) return;
    const [oldest] = this.#over;
    if (oldest !== undefined) this.#forget(oldest);
  }

  /** Forgets a connection, and tells so. */
  remove(entry: T): void {
    this.#forget(entry);
  }

  /** All that are remembered, in the order of their first packets. */
  entries(): Iterable<T> {
    return this.#keys.keys();
  }

  /** A quarter at a time, so that looking for the oldest costs little for each. */
  #forgetOldest(): void {
    const oldest = [...this.#keys.keys()].sort((left, right) => left.lastSeen - right.lastSeen);
    for (const entry of oldest.slice(0, Math.ceil(this.#most / 4))) this.#forget(entry);
  }

  #forget(entry: T): void {
    for (const key of this.#keys.get(entry) ?? []) this.#found.delete(key);
    this.#keys.delete(entry);
    this.#over.delete(entry);
    this.#forgotten(entry);
  }
}

const keyOf = (source: string, sourcePort: number, destination: string, destinationPort: number): string =>
  `${source} ${sourcePort} ${destination} ${destinationPort}`;

const mostOver = 4096;
