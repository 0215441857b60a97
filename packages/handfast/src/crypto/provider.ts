/** What TLS asks of cryptography. Hashing answers at once; operations on keys may take time. */

import type { Awaitable } from '../base/awaitable.ts';
import type { GroupName } from '../registry/groups.ts';
import type { SchemeName } from '../registry/signature-schemes.ts';
import type { AeadName, HashName, KeySpec, PublicKeyInfo, SignatureAlgorithm } from './algorithms.ts';

/**
 * A source of cryptography. A method that answers `undefined` does not know the algorithm: `compose` then asks the
 * next provider. Byte arrays handed in may be reused by the caller as soon as the call has returned.
 */
export interface CryptoProvider {
  readonly name: string;
  /** Unpredictable bytes. */
  random(length: number): Uint8Array;
  hash(name: HashName): Hash;
  /** HMAC (RFC 2104) with one key, for any number of inputs. */
  hmac(name: HashName, key: Uint8Array): Mac;
  aead(name: AeadName, key: Uint8Array): Aead | undefined;
  keyExchange(group: GroupName): KeyExchange | undefined;
  importPublicKey(key: PublicKeyInfo): PublicKey | undefined;
  /** `pkcs8` is a DER PrivateKeyInfo (RFC 5958). `undefined` also when it is malformed. */
  importPrivateKey(pkcs8: Uint8Array): PrivateKey | undefined;
  generateKey(spec: KeySpec): Awaitable<GeneratedKey> | undefined;
}

export interface Hash {
  update(data: Uint8Array): this;
  /** The digest of everything so far; more may follow. */
  digest(): Uint8Array;
  clone(): Hash;
}

export interface Mac {
  /** The MAC of the parts, one after another. */
  compute(...parts: readonly Uint8Array[]): Uint8Array;
}

/** Authenticated encryption under one key (RFC 5116). */
export interface Aead {
  readonly tagLength: number;
  /** Writes ciphertext and tag into `output`, whose length is that of the plaintext and the tag together. */
  seal(nonce: Uint8Array, additional: Uint8Array, plaintext: Uint8Array, output: Uint8Array): Awaitable<void>;
  /** The plaintext of ciphertext and tag; `undefined` when the tag is wrong: the caller decides what that means. */
  open(nonce: Uint8Array, additional: Uint8Array, ciphertext: Uint8Array): Awaitable<Uint8Array | undefined>;
}

/** Shaped as a KEM, so that (EC)DH and ML-KEM look the same to the handshake. */
export interface KeyExchange {
  /** The client's half: a share to send, and what to do with the answer. */
  offer(): Awaitable<KeyOffer>;
  /** The server's half: its own share and the secret; `undefined` when the client's share is not valid. */
  answer(share: Uint8Array): Awaitable<{ readonly share: Uint8Array; readonly secret: Uint8Array } | undefined>;
}

export interface KeyOffer {
  readonly share: Uint8Array;
  /** The shared secret; `undefined` when the server's share is not valid. */
  complete(answer: Uint8Array): Awaitable<Uint8Array | undefined>;
}

export interface PublicKey {
  readonly info: PublicKeyInfo;
  /** Whether this signature over this data is right. False too when the key cannot make such signatures. */
  verify(algorithm: SignatureAlgorithm, data: Uint8Array, signature: Uint8Array): Awaitable<boolean>;
}

/** A key that signs. It may live anywhere: in this process, in an HSM, behind a network. */
export interface PrivateKey {
  readonly info: PublicKeyInfo;
  /** The signature schemes to use it with, in order of preference. Without them: all that fit it, by our own taste. */
  readonly schemes?: readonly SchemeName[] | undefined;
  sign(algorithm: SignatureAlgorithm, data: Uint8Array): Awaitable<Uint8Array>;
}

export interface GeneratedKey {
  readonly privateKey: PrivateKey;
  /** DER PrivateKeyInfo (RFC 5958): a secret. */
  readonly pkcs8: Uint8Array;
  /** DER SubjectPublicKeyInfo (RFC 5280 §4.1.2.7). */
  readonly spki: Uint8Array;
}
