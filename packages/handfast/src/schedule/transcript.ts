/** The running hash over all handshake messages. RFC 8446 §4.4.1 */

import { concat, copyOf } from '../base/bytes.ts';
import { MisuseError } from '../base/errors.ts';
import type { HashName } from '../crypto/algorithms.ts';
import type { CryptoProvider, Hash } from '../crypto/provider.ts';

export class Transcript {
  readonly #crypto: CryptoProvider;
  /** Messages that came before the hash function was agreed. */
  #early: Numbered[] = [];
  #countsHeaders = false;
  #hashes: readonly Hash[] = [];
  #names = '';
  /** Whole messages, for a signature over all of them. */
  #kept: Uint8Array[] | undefined;
  #last: Uint8Array = new Uint8Array(0);
  /** The digest, as long as nothing is added: secrets and Finished often cover the same. */
  #digest: Uint8Array | undefined;

  constructor(crypto: CryptoProvider) {
    this.#crypto = crypto;
  }

  /** Whether any message has been added. */
  get begun(): boolean {
    return this.#hashes.length > 0 || this.#early.length > 0;
  }

  /** The message that was added last. */
  get last(): Uint8Array {
    return this.#last;
  }

  /** Adds one whole message, header included; in datagrams each has a number. */
  add(message: Uint8Array, sequence = 0): void {
    this.#last = message;
    if (this.#hashes.length === 0) this.#early.push({ message: copyOf(message), sequence });
    else this.#hash({ message, sequence });
  }

  /** Numbers count too, with the rest of the header that messages have in datagrams. RFC 6347 §4.2.6 */
  countHeaders(): void {
    this.#countsHeaders = true;
  }

  #hash(numbered: Numbered): void {
    const message = this.#countsHeaders ? inOnePiece(numbered) : numbered.message;
    this.#digest = undefined;
    this.#kept?.push(this.#countsHeaders ? message : copyOf(message));
    for (const hash of this.#hashes) hash.update(message);
  }

  /** The cipher suite is agreed, and with it the hash function: two of them before TLS 1.2. */
  start(...names: readonly HashName[]): void {
    const joined = names.join();
    if (this.#names === joined) return;
    if (this.#names !== '') throw new MisuseError('the transcript has its hash function already');
    this.#names = joined;
    this.#hashes = names.map((name) => this.#crypto.hash(name));
    for (const message of this.#early) this.#hash(message);
    this.#early = [];
  }

  /** From here on messages are kept whole, with those that came before `start`: up to TLS 1.2 clients sign them. */
  keepMessages(): void {
    this.#kept = [];
  }

  /** Everything so far, as it was said. Call `keepMessages` first. */
  messages(): Uint8Array {
    if (this.#kept === undefined) throw new MisuseError('the transcript does not keep its messages');
    return concat(...this.#kept, ...this.#early.map(({ message }) => message));
  }

  /** Nobody will sign any more. */
  forgetMessages(): void {
    this.#kept = undefined;
  }

  /**
   * HelloRetryRequest: a message that holds only its hash stands for the first ClientHello, and HelloRetryRequest,
   * if it was added already, follows.
   */
  restart(name: HashName): void {
    const [first, ...others] = this.#early;
    this.restartFrom(
      name,
      this.#crypto
        .hash(name)
        .update(first?.message ?? new Uint8Array(0))
        .digest(),
    );
    for (const { message } of others) this.add(message);
  }

  /** The same for who remembers of the first ClientHello its hash alone. RFC 8446 §4.2.2 */
  restartFrom(name: HashName, digest: Uint8Array): void {
    const message = concat(Uint8Array.of(messageHash, 0, 0, digest.length), digest);
    this.#early = [{ message, sequence: 0 }];
    this.start(name);
  }

  /** Another message stands in place of the one that was added last. `before` is a copy without it. RFC 9849 §6.1.5 */
  substitute(before: Transcript, message: Uint8Array): void {
    const sequence = this.#early.at(-1)?.sequence;
    this.rewind(before);
    this.add(message, sequence);
  }

  /** Another message was the first, though not the last: call before there is a hash function. RFC 9849 §6.1.6 */
  substituteFirst(message: Uint8Array): void {
    const [first, ...others] = this.#early;
    this.#early = [{ message: copyOf(message), sequence: first?.sequence ?? 0 }, ...others];
  }

  /** Everything that came after this copy was made is forgotten. */
  rewind(copy: Transcript): void {
    this.#names = copy.#names;
    this.#digest = undefined;
    this.#early = [...copy.#early];
    this.#hashes = copy.#hashes.map((hash) => hash.clone());
  }

  /** A copy that hears nothing more. */
  fork(): Transcript {
    const copy = new Transcript(this.#crypto);
    copy.#names = this.#names;
    copy.#early = [...this.#early];
    copy.#hashes = this.#hashes.map((hash) => hash.clone());
    return copy;
  }

  /** The hash of everything so far and part of a message: what a binder covers. RFC 8446 §4.2.11.2 */
  digestWith(name: HashName, partial: Uint8Array): Uint8Array {
    const copy = this.fork();
    copy.start(name);
    copy.add(partial);
    return copy.digest();
  }

  /**
   * The digest, by each hash function, of everything so far and then of what `tail` gives for it: SSL 3.0 hashes its
   * secrets behind the messages. RFC 6101 §5.6.8
   */
  digestsWithTail(tail: (name: HashName) => Uint8Array): Uint8Array[] {
    const names = this.#names.split(',') as HashName[];
    return this.#hashes.map((hash, i) =>
      hash
        .clone()
        .update(tail(names[i] as HashName))
        .digest(),
    );
  }

  /** The hash of everything so far; two of them stand one after the other. Not to be changed. */
  digest(): Uint8Array {
    const [first, second] = this.#hashes;
    if (first === undefined) throw new MisuseError('the transcript has no hash function yet');
    this.#digest ??= second === undefined ? first.digest() : concat(first.digest(), second.digest());
    return this.#digest;
  }
}

interface Numbered {
  readonly message: Uint8Array;
  readonly sequence: number;
}

/** Type, length, number, then the same length as that of a fragment which starts at 0. RFC 6347 §4.2.2 */
function inOnePiece({ message, sequence }: Numbered): Uint8Array {
  const whole = new Uint8Array(8 + message.length);
  // Type and length come first; the length comes again in front of the body, and 0 before it.
  whole.set(message, 8);
  whole.copyWithin(0, 8, 12);
  whole[4] = sequence >> 8;
  whole[5] = sequence & 0xff;
  whole[8] = 0;
  return whole;
}

const messageHash = 254;
