/** One key that seals tickets. Each ticket has an AEAD key of its own, derived from a random seed. RFC 5077 §4 */

import { type Awaitable, whenReady } from '../base/awaitable.ts';
import { concat, copyOf, toHex } from '../base/bytes.ts';
import { MisuseError } from '../base/errors.ts';
import { Secret } from '../base/secret.ts';
import type { Aead, CryptoProvider } from '../crypto/provider.ts';

/** No count of tickets wears it out, and no two nodes that share it can meet in a nonce. */
export class TicketKey implements Disposable {
  /** In hexadecimal: it stands at the beginning of every ticket. */
  readonly name: string;
  /** Milliseconds since 1970. */
  readonly since: number;
  readonly #crypto: CryptoProvider;
  readonly #bytes: Secret;

  /** A copy of 48 bytes, 16 of name and 32 of secret. Throws `MisuseError` for any other number. */
  constructor(crypto: CryptoProvider, bytes: Uint8Array, since: number) {
    if (bytes.length !== ticketKeyLength) {
      throw new MisuseError(`a ticket key has ${ticketKeyLength} bytes, not ${bytes.length}`);
    }
    this.#crypto = crypto;
    this.#bytes = new Secret(copyOf(bytes));
    this.name = toHex(bytes.subarray(0, nameLength));
    this.since = since;
  }

  /**
   * One that came from outside. Throws `MisuseError` for a secret that is one byte again and again: a file of zeros makes
   * every ticket readable for everybody, and nothing else would show it (CVE-2020-13777).
   */
  static given(crypto: CryptoProvider, bytes: Uint8Array, since: number): TicketKey {
    if (isPlain(bytes)) throw new MisuseError('a ticket key must be random: this one is the same byte throughout');
    return new TicketKey(crypto, bytes, since);
  }

  static random(crypto: CryptoProvider, since: number): TicketKey {
    return new TicketKey(crypto, crypto.random(ticketKeyLength), since);
  }

  /** The key itself, for those who share it. */
  expose(): Uint8Array {
    return this.#bytes.expose();
  }

  seal(state: Uint8Array): Awaitable<Uint8Array> {
    const seed = this.#crypto.random(seedLength);
    const aead = this.#aead(seed);
    const head = concat(this.#bytes.expose().subarray(0, nameLength), seed);
    const ticket = new Uint8Array(head.length + state.length + aead.tagLength);
    ticket.set(head);
    const sealed = aead.seal(nonce, head, state, ticket.subarray(head.length));
    return whenReady(sealed, () => ticket);
  }

  /** What a ticket with this key's name holds; `undefined` when it was altered. */
  open(ticket: Uint8Array): Awaitable<Uint8Array | undefined> {
    const head = ticket.subarray(0, nameLength + seedLength);
    const aead = this.#aead(head.subarray(nameLength));
    if (ticket.length < nameLength + seedLength + aead.tagLength) return undefined;
    return aead.open(nonce, head, ticket.subarray(head.length));
  }

  [Symbol.dispose](): void {
    this.#bytes[Symbol.dispose]();
  }

  #aead(seed: Uint8Array): Aead {
    const key = this.#crypto.hmac('sha256', this.#bytes.expose().subarray(nameLength)).compute(seed);
    const aead = this.#crypto.aead('aes-256-gcm', key) ?? this.#crypto.aead('chacha20-poly1305', key);
    key.fill(0);
    if (aead === undefined) throw new MisuseError(`the provider ${this.#crypto.name} has no AEAD to seal tickets with`);
    return aead;
  }
}

/** Whether a key has a secret that nobody has drawn. */
export function isPlain(bytes: Uint8Array): boolean {
  const secret = bytes.subarray(nameLength);
  return secret.every((byte) => byte === secret[0]);
}

/** The name of the key that sealed a ticket, in hexadecimal. */
export const keyNameOf = (ticket: Uint8Array): string => toHex(ticket.subarray(0, nameLength));

const nameLength = 16;
export const ticketKeyLength = 48;
const seedLength = 32;
/** Each derived key seals once. */
const nonce = new Uint8Array(12);
