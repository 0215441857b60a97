/** Keys that seal tickets: the newest seals, older ones still open what they sealed. RFC 5077 §4, §5.5 */

import type { Awaitable } from '../base/awaitable.ts';
import { MisuseError } from '../base/errors.ts';
import type { CryptoProvider } from '../crypto/provider.ts';
import type { TicketSealer } from '../handshake/stores.ts';
import { keyNameOf, TicketKey } from './ticket-key.ts';

export interface TicketKeyRingOptions {
  readonly crypto: CryptoProvider;
  /**
   * Keys of 48 bytes, the newest first, that several servers share: 16 of name, 32 of secret. They stay as they are
   * until `rotate` is called. A key that is the same byte throughout is refused. Without them the ring makes its own and rotates them.
   */
  readonly keys?: readonly Uint8Array[] | undefined;
  /** Milliseconds for which a key of the ring's own seals. Default 12 hours. */
  readonly rotateEvery?: number | undefined;
  /** How many keys open tickets. Default 4. */
  readonly kept?: number | undefined;
}

/** The keys of one server, or of several that are given the same ones. */
export class TicketKeyRing implements TicketSealer, Disposable {
  readonly #crypto: CryptoProvider;
  readonly #rotateEvery: number;
  readonly #kept: number;
  /** The newest first. */
  #keys: readonly TicketKey[];
  readonly #shared: boolean;

  constructor({ crypto, keys, rotateEvery = 12 * hour, kept = 4 }: TicketKeyRingOptions) {
    if (!(rotateEvery > 0) || !Number.isInteger(kept) || kept < 2) {
      throw new MisuseError('a ring keeps at least 2 keys, and each for some time');
    }
    this.#crypto = crypto;
    this.#rotateEvery = rotateEvery;
    this.#kept = kept;
    this.#shared = keys !== undefined;
    this.#keys = (keys ?? []).map((bytes) => TicketKey.given(crypto, bytes, 0));
    if (keys?.length === 0) throw new MisuseError('keys is empty: nothing could be sealed');
  }

  /** In seconds. Tickets live while their key is kept, whenever in its time they were sealed; seven days at the most. */
  get lifetime(): number {
    if (this.#shared) return longest;
    return Math.min(longest, Math.floor(((this.#kept - 1) * this.#rotateEvery) / 1000));
  }

  /** A new key seals from now on: this one if it is given, 48 bytes, or a random one. */
  rotate(now: number, key?: Uint8Array): void {
    const next = key === undefined ? TicketKey.random(this.#crypto, now) : TicketKey.given(this.#crypto, key, now);
    for (const key of this.#keys.slice(this.#kept - 1)) key[Symbol.dispose]();
    this.#keys = [next, ...this.#keys.slice(0, this.#kept - 1)];
  }

  seal(state: Uint8Array, now: number): Awaitable<Uint8Array> {
    return this.#sealing(now).seal(state);
  }

  open(ticket: Uint8Array, now: number): Awaitable<Uint8Array | undefined> {
    this.#forgetOld(now);
    const name = keyNameOf(ticket);
    return this.#keys.find((key) => key.name === name)?.open(ticket);
  }

  [Symbol.dispose](): void {
    for (const key of this.#keys) key[Symbol.dispose]();
    this.#keys = [];
  }

  #sealing(now: number): TicketKey {
    const [newest] = this.#keys;
    if (newest === undefined || (!this.#shared && now - newest.since >= this.#rotateEvery)) this.rotate(now);
    return this.#keys[0] as TicketKey;
  }

  /** A ring that seals nothing for days must not open for ever. */
  #forgetOld(now: number): void {
    if (this.#shared) return;
    const isOld = ({ since }: TicketKey): boolean => now - since >= this.#kept * this.#rotateEvery;
    if (!this.#keys.some(isOld)) return;
    for (const key of this.#keys.filter(isOld)) key[Symbol.dispose]();
    this.#keys = this.#keys.filter((key) => !isOld(key));
  }
}

const hour = 3_600_000;
/** Seven days, in seconds. RFC 8446 §4.6.1 */
const longest = 604_800;
