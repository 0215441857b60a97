/** Sessions in memory: the least recently used go first when there are too many bytes of them. */

import { copyOf } from '../base/bytes.ts';
import type { SessionStore } from '../handshake/stores.ts';

export interface MemoryStoreOptions {
  /** Bytes for all sessions together, with what keeping them costs. Default 64 MiB. */
  readonly budget?: number | undefined;
  /** Most values of one key. Default 8. */
  readonly perKey?: number | undefined;
}

interface Entry {
  readonly value: Uint8Array;
  readonly expires: number;
}

/** One session, as it can be written to a file. It is a secret. */
export interface SavedSession {
  readonly key: string;
  readonly value: Uint8Array;
  readonly expires: number;
}

export class MemoryStore implements SessionStore {
  readonly #budget: number;
  readonly #perKey: number;
  /** The least recently used key first; under each, the oldest value first. */
  readonly #entries = new Map<string, Entry[]>();
  #bytes = 0;

  constructor({ budget = 64 * 1024 * 1024, perKey = 8 }: MemoryStoreOptions = {}) {
    this.#budget = budget;
    this.#perKey = perKey;
  }

  /** How many bytes are spent, as the budget counts them. */
  get bytes(): number {
    return this.#bytes;
  }

  put(key: string, value: Uint8Array, expires: number): void {
    const entries = this.#release(key);
    const kept = [...entries, { value: copyOf(value), expires }].slice(-this.#perKey);
    this.#hold(key, kept);
    while (this.#bytes > this.#budget) this.#release(this.#entries.keys().next().value as string);
  }

  get(key: string, now: number): readonly Uint8Array[] {
    const fresh = this.#release(key).filter(({ expires }) => expires > now);
    this.#hold(key, fresh);
    return fresh.map(({ value }) => copyOf(value)).reverse();
  }

  take(key: string, now: number, most: number): readonly Uint8Array[] {
    const fresh = this.#release(key).filter(({ expires }) => expires > now);
    const taken = fresh.splice(-most, most).reverse();
    this.#hold(key, fresh);
    return taken.map(({ value }) => value);
  }

  remove(key: string): void {
    this.#release(key);
  }

  /** Everything, for another process: `put` it back there. */
  *sessions(): Iterable<SavedSession> {
    for (const [key, entries] of this.#entries) for (const entry of entries) yield { key, ...entry };
  }

  /** Takes the entries of a key out. */
  #release(key: string): Entry[] {
    const entries = this.#entries.get(key) ?? [];
    if (this.#entries.delete(key)) this.#bytes -= cost(key, entries);
    return entries;
  }

  /** Puts them in as the most recently used. */
  #hold(key: string, entries: Entry[]): void {
    if (entries.length === 0) return;
    this.#entries.set(key, entries);
    this.#bytes += cost(key, entries);
  }
}

/** What entries cost, roughly: their bytes, and those of the objects around them. */
const cost = (key: string, entries: readonly Entry[]): number =>
  entries.reduce((sum, { value }) => sum + value.length + entryCost, key.length + entryCost);

const entryCost = 200;
