/** The running hash over all handshake messages. RFC 8446 §4.4.1 */

import { concat, copyOf } from '../base/bytes.ts';
import { MisuseError } from '../base/errors.ts';
import type { HashName } from '../crypto/algorithms.ts';
import type { CryptoProvider, Hash } from '../crypto/provider.ts';

export class Transcript {
  readonly #crypto: CryptoProvider;
  /** Messages that came before the hash function was agreed. */
  #early: Uint8Array[] = [];
  #hashes: readonly Hash[] = [];
  #names = '';
  /** Whole messages, for a signature over all of them. */
  #kept: Uint8Array[] | undefined;
  #last: Uint8Array = new Uint8Array(0);

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

  /** Adds one whole message, header included. */
  add(message: Uint8Array): void {
    this.#last = message;
    if (this.#hashes.length === 0) this.#early.push(copyOf(message));
    else this.#kept?.push(copyOf(message));
    for (const hash of this.#hashes) hash.update(message);
  }

  /** The cipher suite is agreed, and with it the hash function: two of them before TLS 1.2. */
  start(...names: readonly HashName[]): void {
    if (this.#names === names.join()) return;
    if (this.#names !== '') throw new MisuseError('the transcript has its hash function already');
    this.#names = names.join();
    this.#hashes = names.map((name) => this.#crypto.hash(name));
    for (const message of this.#early) for (const hash of this.#hashes) hash.update(message);
    this.#kept?.push(...this.#early);
    this.#early = [];
  }

  /** From here on messages are kept whole, with those that came before `start`: up to TLS 1.2 clients sign them. */
  keepMessages(): void {
    this.#kept = [];
  }

  /** Everything so far, as it was said. Call `keepMessages` first. */
  messages(): Uint8Array {
    if (this.#kept === undefined) throw new MisuseError('the transcript does not keep its messages');
    return concat(...this.#kept, ...this.#early);
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
    const [first = new Uint8Array(0), ...others] = this.#early;
    const digest = this.#crypto.hash(name).update(first).digest();
    this.#early = [concat(Uint8Array.of(messageHash, 0, 0, digest.length), digest), ...others];
    this.start(name);
  }

  /** Everything that came after this copy was made is forgotten. */
  rewind(copy: Transcript): void {
    this.#names = copy.#names;
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

  /** The hash of everything so far; two of them stand one after the other. */
  digest(): Uint8Array {
    const [first, second] = this.#hashes;
    if (first === undefined) throw new MisuseError('the transcript has no hash function yet');
    return second === undefined ? first.digest() : concat(first.digest(), second.digest());
  }
}

const messageHash = 254;
