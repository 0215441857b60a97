/** Keys that seal tickets: the newest seals, older ones still open what they sealed. RFC 5077 §4, §5.5 */

import { type Awaitable, whenReady } from '../base/awaitable.ts';
import { concat, copyOf, toHex } from '../base/bytes.ts';
import { MisuseError } from '../base/errors.ts';
import { Secret } from '../base/secret.ts';
import type { Aead, CryptoProvider } from '../crypto/provider.ts';
import type { TicketSealer } from '../handshake/stores.ts';

export interface TicketKeyRingOptions {
  readonly crypto: CryptoProvider;
  /**
   * Keys of 48 bytes, the newest first, that several servers share: 16 of name, 32 of secret. They stay as they are
   * until `rotate` is called. Without them the ring makes its own and rotates them.
   */
  readonly keys?: readonly Uint8Array[] | undefined;
  /** Milliseconds for which a key of the ring's own seals. Default 12 hours. */
  readonly rotateEvery?: number | undefined;
  /** How many keys open tickets. Default 4. */
  readonly kept?: number | undefined;
}

interface TicketKey {
  readonly name: string;
  readonly bytes: Secret;
  readonly since: number;
}

/** Every ticket has an AEAD key of its own, derived from a random seed: no count of tickets wears a key out. */
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
    this.#keys = (keys ?? []).map((bytes) => ticketKey(copyOf(bytes), 0));
    if (keys?.length === 0) throw new MisuseError('keys is empty: nothing could be sealed');
  }

  /** In seconds. Tickets live while their key is kept, whenever in its time they were sealed; seven days at the most. */
  get lifetime(): number {
    if (this.#shared) return longest;
    return Math.min(longest, Math.floor(((this.#kept - 1) * this.#rotateEvery) / 1000));
  }

  /** A new key seals from now on: this one if it is given, 48 bytes, or a random one. */
  rotate(now: number, key?: Uint8Array): void {
    const next = ticketKey(key === undefined ? this.#crypto.random(keyLength) : copyOf(key), now);
    for (const { bytes } of this.#keys.slice(this.#kept - 1)) bytes[Symbol.dispose]();
    this.#keys = [next, ...this.#keys.slice(0, this.#kept - 1)];
  }

  seal(state: Uint8Array, now: number): Awaitable<Uint8Array> {
    const key = this.#sealing(now);
    const seed = this.#crypto.random(seedLength);
    const aead = this.#aead(key, seed);
    const head = concat(key.bytes.expose().subarray(0, nameLength), seed);
    const ticket = new Uint8Array(head.length + state.length + aead.tagLength);
    ticket.set(head);
    const sealed = aead.seal(nonce, head, state, ticket.subarray(head.length));
    return whenReady(sealed, () => ticket);
  }

  open(ticket: Uint8Array, now: number): Awaitable<Uint8Array | undefined> {
    this.#forgetOld(now);
    const head = ticket.subarray(0, nameLength + seedLength);
    const name = toHex(head.subarray(0, nameLength));
    const key = this.#keys.find((candidate) => candidate.name === name);
    if (key === undefined) return undefined;
    const aead = this.#aead(key, head.subarray(nameLength));
    if (ticket.length < head.length + aead.tagLength) return undefined;
    return aead.open(nonce, head, ticket.subarray(head.length));
  }

  [Symbol.dispose](): void {
    for (const { bytes } of this.#keys) bytes[Symbol.dispose]();
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
    for (const { bytes } of this.#keys.filter(isOld)) bytes[Symbol.dispose]();
    this.#keys = this.#keys.filter((key) => !isOld(key));
  }

  #aead({ bytes }: TicketKey, seed: Uint8Array): Aead {
    const key = this.#crypto.hmac('sha256', bytes.expose().subarray(nameLength)).compute(seed);
    const aead = this.#crypto.aead('aes-256-gcm', key) ?? this.#crypto.aead('chacha20-poly1305', key);
    key.fill(0);
    if (aead === undefined) throw new MisuseError(`the provider ${this.#crypto.name} has no AEAD to seal tickets with`);
    return aead;
  }
}

/** Takes over `bytes`. */
function ticketKey(bytes: Uint8Array, since: number): TicketKey {
  if (bytes.length !== keyLength) throw new MisuseError(`a ticket key has ${keyLength} bytes, not ${bytes.length}`);
  return { name: toHex(bytes.subarray(0, nameLength)), bytes: new Secret(bytes), since };
}

const nameLength = 16;
const keyLength = 48;
const seedLength = 32;
const hour = 3_600_000;
/** Seven days, in seconds. RFC 8446 §4.6.1 */
const longest = 604_800;
/** Each key seals once. */
const nonce = new Uint8Array(12);
