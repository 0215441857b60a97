/** The running hash over all handshake messages. RFC 8446 §4.4.1 */

import { concat } from '../base/bytes.ts';
import { MisuseError } from '../base/errors.ts';
import type { HashName } from '../crypto/algorithms.ts';
import type { CryptoProvider, Hash } from '../crypto/provider.ts';

export class Transcript {
  readonly #crypto: CryptoProvider;
  /** Messages that came before the hash function was agreed. */
  #early: Uint8Array[] = [];
  #hash: Hash | undefined;
  #name: HashName | undefined;

  constructor(crypto: CryptoProvider) {
    this.#crypto = crypto;
  }

  /** Whether any message has been added. */
  get begun(): boolean {
    return this.#hash !== undefined || this.#early.length > 0;
  }

  /** Adds one whole message, header included. */
  add(message: Uint8Array): void {
    if (this.#hash === undefined) this.#early.push(message.slice());
    else this.#hash.update(message);
  }

  /** The cipher suite is agreed, and with it the hash function. */
  start(name: HashName): void {
    if (this.#name === name) return;
    if (this.#name !== undefined) throw new MisuseError('the transcript has its hash function already');
    this.#name = name;
    this.#hash = this.#crypto.hash(name);
    for (const message of this.#early) this.#hash.update(message);
    this.#early = [];
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

  /** The hash of everything so far. */
  digest(): Uint8Array {
    if (this.#hash === undefined) throw new MisuseError('the transcript has no hash function yet');
    return this.#hash.digest();
  }
}

const messageHash = 254;
