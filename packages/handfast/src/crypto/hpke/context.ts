/** Hybrid Public Key Encryption in its base mode: for whoever holds a private key, from anybody. RFC 9180 §5 */

import { job, type Task } from '../../base/awaitable.ts';
import { concat } from '../../base/bytes.ts';
import { MisuseError } from '../../base/errors.ts';
import { Secret } from '../../base/secret.ts';
import type { Aead, CryptoProvider, PrivateKey } from '../provider.ts';
import { decapsulate, encapsulate } from './kem.ts';
import { labeledHkdf } from './labeled.ts';
import { type HpkeSuite, keyLength, nonceLength, tagLength } from './suite.ts';

/** Seals or opens any number of messages, each side in the same order. Wipe it with `using`. */
export class HpkeContext implements Disposable {
  readonly suite: HpkeSuite;
  /** What both sides found: for a key log. */
  readonly sharedSecret: Secret;
  readonly #aead: Aead;
  readonly #baseNonce: Uint8Array;
  #sequence = 0;

  /** `KeySchedule` of RFC 9180 §5.1. Takes over `sharedSecret`. */
  constructor(crypto: CryptoProvider, suite: HpkeSuite, sharedSecret: Uint8Array, info: Uint8Array) {
    const { kem, kdf, aead } = suite;
    const hkdf = labeledHkdf(crypto, kdf.hash, 'HPKE', kem.id, kdf.id, aead.id);
    const pskIdHash = hkdf.extract(none, 'psk_id_hash', none);
    const infoHash = hkdf.extract(none, 'info_hash', info);
    const context = concat(Uint8Array.of(modeBase), pskIdHash, infoHash);
    const secret = hkdf.extract(sharedSecret, 'secret', none);
    const key = hkdf.expand(secret, 'key', context, keyLength(suite));
    const cipher = crypto.aead(aead.aead, key);
    if (cipher === undefined) throw new MisuseError(`the provider ${crypto.name} does not know ${aead.name}`);
    this.suite = suite;
    this.sharedSecret = new Secret(sharedSecret);
    this.#aead = cipher;
    this.#baseNonce = hkdf.expand(secret, 'base_nonce', context, nonceLength);
    key.fill(0);
    secret.fill(0);
  }

  /** `ContextS.Seal(aad, pt)` */
  *seal(additional: Uint8Array, plaintext: Uint8Array): Task<Uint8Array> {
    const ciphertext = new Uint8Array(plaintext.length + tagLength);
    yield* job(this.#aead.seal(this.#nonce(), additional, plaintext, ciphertext));
    this.#sequence++;
    return ciphertext;
  }

  /** `ContextR.Open(aad, ct)`; `undefined` when it was not sealed so. */
  *open(additional: Uint8Array, ciphertext: Uint8Array): Task<Uint8Array | undefined> {
    if (ciphertext.length < tagLength) return undefined;
    const plaintext = yield* job(this.#aead.open(this.#nonce(), additional, ciphertext));
    if (plaintext !== undefined) this.#sequence++;
    return plaintext;
  }

  /** Passes over a message that was opened by somebody who has kept nothing of it. */
  skip(): void {
    this.#sequence++;
  }

  /** `ComputeNonce(seq)` */
  #nonce(): Uint8Array {
    if (this.#sequence >= 2 ** 32) throw new MisuseError('an HPKE context seals 2^32 messages at the most');
    const nonce = this.#baseNonce.slice();
    const view = new DataView(nonce.buffer);
    view.setUint32(8, view.getUint32(8) ^ this.#sequence);
    return nonce;
  }

  [Symbol.dispose](): void {
    this.sharedSecret[Symbol.dispose]();
    this.#baseNonce.fill(0);
  }
}

/** What `SetupBaseS` gives. */
export interface HpkeSender {
  readonly context: HpkeContext;
  readonly encapsulatedKey: Uint8Array;
}

/** `SetupBaseS(pkR, info)`; `undefined` when the public key is not valid. RFC 9180 §5.1.1 */
export function* setupBaseSender(
  crypto: CryptoProvider,
  suite: HpkeSuite,
  publicKey: Uint8Array,
  info: Uint8Array,
): Task<HpkeSender | undefined> {
  const made = yield* encapsulate(crypto, suite.kem, publicKey);
  if (made === undefined) return undefined;
  const context = new HpkeContext(crypto, suite, made.sharedSecret, info);
  return { context, encapsulatedKey: made.encapsulatedKey };
}

/** `SetupBaseR(enc, skR, info)`; `undefined` when `encapsulatedKey` is not valid. RFC 9180 §5.1.1 */
export function* setupBaseReceiver(
  crypto: CryptoProvider,
  suite: HpkeSuite,
  encapsulatedKey: Uint8Array,
  own: { readonly privateKey: PrivateKey; readonly publicKey: Uint8Array },
  info: Uint8Array,
): Task<HpkeContext | undefined> {
  const secret = yield* decapsulate(crypto, suite.kem, encapsulatedKey, own.privateKey, own.publicKey);
  return secret && new HpkeContext(crypto, suite, secret, info);
}

const modeBase = 0;
const none = new Uint8Array(0);
