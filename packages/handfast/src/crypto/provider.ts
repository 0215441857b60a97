/** What TLS asks of cryptography. Hashing answers at once; operations on keys may take time. */

import type { Awaitable } from '../base/awaitable.ts';
import type { GroupName } from '../registry/groups.ts';
import type { KeySchemeName } from '../registry/signature-schemes.ts';
import type {
  AeadName,
  BlockCipherName,
  HashName,
  KeySpec,
  PublicKeyInfo,
  SignatureAlgorithm,
  StreamCipherName,
} from './algorithms.ts';

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
  /** PBKDF2 over HMAC (RFC 8018 §5.2), where it is faster than as many calls of `hmac`. */
  pbkdf2?(hash: HashName, password: Uint8Array, salt: Uint8Array, iterations: number, length: number): Uint8Array;
  aead(name: AeadName, key: Uint8Array): Aead | undefined;
  /** For DTLS 1.3: what hides sequence numbers beside this AEAD, under a key of their own. RFC 9147 §4.2.3 */
  sequenceMask?(name: AeadName, key: Uint8Array): SequenceMask | undefined;
  keyExchange(group: GroupName): KeyExchange | undefined;
  /** For suites that are no AEADs: a block cipher in CBC mode. */
  blockCipher?(name: BlockCipherName, key: Uint8Array): BlockCipher | undefined;
  /** For suites that are no AEADs: the key stream under one key, from its beginning. */
  streamCipher?(name: StreamCipherName, key: Uint8Array): StreamCipher | undefined;
  /**
   * Diffie-Hellman modulo a prime that the peer may have chosen: big-endian, and checked by nobody here. Shares have no
   * fixed length, and secrets come without leading zeros (RFC 5246 §8.1.2). Values outside 1 < y < p - 1 are not valid.
   */
  finiteField?(prime: Uint8Array, generator: Uint8Array): KeyExchange | undefined;
  /**
   * Whether a large odd number is a prime, as far as chance can tell: with bases that nobody could foresee, and so many
   * of them that no composite passes in practice. Big-endian. May take seconds, so better elsewhere.
   */
  isProbablePrime?(candidate: Uint8Array): Awaitable<boolean> | undefined;
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

/** At least two bytes that depend on the key and on 16 bytes of ciphertext: a block of AES, or of the ChaCha20 stream. */
export type SequenceMask = (sample: Uint8Array) => Uint8Array;

/** A block cipher in CBC mode under one key (NIST SP 800-38A §6.2). Whole blocks only: padding is the caller's. */
export interface BlockCipher {
  /** Length in bytes of a block, and of every `iv`. */
  readonly blockLength: number;
  encrypt(iv: Uint8Array, plaintext: Uint8Array): Uint8Array;
  decrypt(iv: Uint8Array, ciphertext: Uint8Array): Uint8Array;
}

/** A key stream. Encrypting and decrypting are the same. */
export interface StreamCipher {
  /** The data xor the next bytes of the key stream. */
  apply(data: Uint8Array): Uint8Array;
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
  /** RSAES-PKCS1-v1_5 (RFC 8017 §7.2.1); `undefined` when this key does not encrypt, or not that much. */
  encryptPkcs1?(data: Uint8Array): Awaitable<Uint8Array | undefined>;
}

/**
 * A key that signs. It may live anywhere: in this process, in an HSM, behind a network. What is optional serves key
 * exchanges that TLS 1.3 has no more.
 */
export interface PrivateKey {
  readonly info: PublicKeyInfo;
  /** The signature schemes to use it with, in order of preference. Without them: all that fit it, by our own taste. */
  readonly schemes?: readonly KeySchemeName[] | undefined;
  sign(algorithm: SignatureAlgorithm, data: Uint8Array): Awaitable<Uint8Array>;
  /**
   * RSA decryption without removing any padding (RFC 8017 §5.1.2): as many bytes as the modulus has. `undefined` when
   * the ciphertext is not of that length or not below the modulus, or the key is no RSA key.
   */
  decryptRaw?(ciphertext: Uint8Array): Awaitable<Uint8Array | undefined>;
  /** ECDH with this key and the peer's point: `undefined` when it is not valid, or this key does not agree. */
  agree?(share: Uint8Array): Awaitable<Uint8Array | undefined>;
}

export interface GeneratedKey {
  readonly privateKey: PrivateKey;
  /** DER PrivateKeyInfo (RFC 5958): a secret. */
  readonly pkcs8: Uint8Array;
  /** DER SubjectPublicKeyInfo (RFC 5280 §4.1.2.7). */
  readonly spki: Uint8Array;
}
