/** Ticket keys of several servers, which find each other's in a store: each period of time has its key. RFC 5077 §5.5 */

import { type Awaitable, all, isPromise, job, run, type Task, whenReady } from '../base/awaitable.ts';
import { concat } from '../base/bytes.ts';
import { MisuseError } from '../base/errors.ts';
import type { CryptoProvider } from '../crypto/provider.ts';
import { ask, type SessionStore, type TicketSealer } from '../handshake/stores.ts';
import { isPlain, keyNameOf, TicketKey, ticketKeyLength } from './ticket-key.ts';

export interface SharedTicketKeysOptions {
  readonly crypto: CryptoProvider;
  /** Where the servers meet. The keys lie in it as they are: whoever reads it can open every ticket. */
  readonly store: SessionStore;
  /** Milliseconds for which a key seals. The same on all servers. Default 12 hours. */
  readonly rotateEvery?: number | undefined;
  /** How many keys open tickets. Default 4. */
  readonly kept?: number | undefined;
  /** Milliseconds for which the store is left alone after it was asked for a key that it did not have. Default 1000. */
  readonly patience?: number | undefined;
}

/**
 * Whoever seals first in a period puts a key into the store. Where two do at once both open, and the older seals. A
 * store that fails, forgets or is late costs full handshakes: each server then seals with a key of its own.
 */
export class SharedTicketKeys implements TicketSealer, Disposable {
  readonly #crypto: CryptoProvider;
  readonly #store: SessionStore;
  readonly #rotateEvery: number;
  readonly #kept: number;
  readonly #patience: number;
  /** All that are known, by name. */
  readonly #keys = new Map<string, TicketKey>();
  #sealing: Sealing | undefined;
  #asked = Number.NEGATIVE_INFINITY;
  #asking: Promise<void> | undefined;
  #over = false;

  constructor({ crypto, store, rotateEvery = 12 * hour, kept = 4, patience = 1000 }: SharedTicketKeysOptions) {
    if (!(rotateEvery > 0) || !Number.isInteger(kept) || kept < 2 || !(patience >= 0)) {
      throw new MisuseError('a ring keeps at least 2 keys, and each for some time');
    }
    this.#crypto = crypto;
    this.#store = store;
    this.#rotateEvery = rotateEvery;
    this.#kept = kept;
    this.#patience = patience;
  }

  /** In seconds: until the key is forgotten, whenever in its period it sealed. */
  get lifetime(): number {
    return Math.min(longest, Math.floor(((this.#kept - 1) * this.#rotateEvery) / 1000));
  }

  seal(state: Uint8Array, now: number): Awaitable<Uint8Array> {
    return run(this.#seal(state, now));
  }

  open(ticket: Uint8Array, now: number): Awaitable<Uint8Array | undefined> {
    return run(this.#open(ticket, now));
  }

  /** Finds the key of the present, or makes it. Optional: without it the first client may be gone before its ticket is sealed. */
  prepare(now: number): Awaitable<void> {
    return run(this.#meet(now));
  }

  [Symbol.dispose](): void {
    this.#over = true;
    this.#sealing = undefined;
    for (const key of this.#keys.values()) key[Symbol.dispose]();
    this.#keys.clear();
  }

  *#seal(state: Uint8Array, now: number): Task<Uint8Array> {
    const current = this.#sealing;
    const due = current === undefined || current.key.since !== this.#periodOf(now);
    if (due || (!current.shared && this.#mayAsk(now))) yield* this.#meet(now);
    const { key } = this.#sealing as Sealing;
    return yield* job(key.seal(state));
  }

  *#open(ticket: Uint8Array, now: number): Task<Uint8Array | undefined> {
    this.#forgetOld(now);
    const name = keyNameOf(ticket);
    // Anybody can make up names of keys: the store is not asked for each.
    if (!this.#keys.has(name) && this.#mayAsk(now)) yield* this.#meet(now);
    const key = this.#keys.get(name);
    return key && (yield* job(key.open(ticket)));
  }

  /** Reads all keys from the store, and puts ours there if the period has none. Who comes meanwhile waits for the same. */
  *#meet(now: number): Task<void> {
    if (this.#asking === undefined) {
      this.#asked = now;
      const asking = run(this.#exchange(now));
      if (!isPromise(asking)) return;
      this.#asking = asking.finally(() => {
        this.#asking = undefined;
      });
    }
    yield* job(this.#asking);
    // Who joined a meeting that began in the last period has no key for this one yet.
    if (this.#sealing?.key.since !== this.#periodOf(now)) this.#sealWith(this.#ownKey(now), false);
  }

  *#exchange(now: number): Task<void> {
    const period = this.#periodOf(now);
    const periods = Array.from({ length: this.#kept }, (_, back) => period - back * this.#rotateEvery);
    const [found = []] = yield* job(all(periods.map((one) => run(this.#fetch(one, now)))));
    const ours = this.#ownKey(now);
    // A key of ours that no other server has seen, because the store was away or was wiped: they shall find it now.
    const unseen = this.#sealing?.key === ours && found.every(({ name }) => name !== ours.name);
    const oldest = found.at(-1);
    if (oldest !== undefined && !unseen) return this.#sealWith(oldest, true);
    const expires = period + this.#kept * this.#rotateEvery;
    const put = yield* ask(() => whenReady(this.#store.put(keyOf(period), recordOf(ours), expires), () => true));
    this.#sealWith(ours, put === true);
    // Others may have done the same meanwhile: all settle on the oldest.
    if (put) this.#sealWith((yield* this.#fetch(period, now)).at(-1) ?? ours, true);
  }

  /** The keys of one period, as the store has them: the newest first. */
  *#fetch(period: number, now: number): Task<readonly TicketKey[]> {
    const records = (yield* ask(() => this.#store.get(keyOf(period), now))) ?? [];
    return records.flatMap((record) => {
      if (this.#over || record.length !== 1 + ticketKeyLength || record[0] !== recordVersion) return [];
      if (isPlain(record.subarray(1))) return [];
      const found = new TicketKey(this.#crypto, record.subarray(1), period);
      const known = this.#keys.get(found.name) ?? found;
      this.#keys.set(known.name, known);
      return [known];
    });
  }

  /** Ours for this period: the one that seals, if it does already. */
  #ownKey(now: number): TicketKey {
    const period = this.#periodOf(now);
    const current = this.#sealing?.key;
    return current?.since === period ? current : TicketKey.random(this.#crypto, period);
  }

  #sealWith(key: TicketKey, shared: boolean): void {
    if (!this.#over) this.#keys.set(key.name, key);
    this.#sealing = { key, shared };
  }

  #forgetOld(now: number): void {
    const oldest = this.#periodOf(now) - (this.#kept - 1) * this.#rotateEvery;
    for (const [name, key] of this.#keys) {
      if (key.since >= oldest) continue;
      this.#keys.delete(name);
      key[Symbol.dispose]();
      if (this.#sealing?.key === key) this.#sealing = undefined;
    }
  }

  /** Clocks may go back: that is no reason to ask for ever, or never again. */
  #mayAsk(now: number): boolean {
    return Math.abs(now - this.#asked) >= this.#patience;
  }

  /** When the period began, in milliseconds since 1970. */
  #periodOf(now: number): number {
    return now - (now % this.#rotateEvery);
  }
}

/** The key that seals, and whether the others can find it. */
interface Sealing {
  readonly key: TicketKey;
  readonly shared: boolean;
}

const keyOf = (period: number): string => `ticket-key ${period}`;
const recordOf = (key: TicketKey): Uint8Array => concat(Uint8Array.of(recordVersion), key.expose());
const recordVersion = 1;
const hour = 3_600_000;
/** Seven days, in seconds. RFC 8446 §4.6.1 */
const longest = 604_800;
