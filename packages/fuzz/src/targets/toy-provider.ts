/**
 * Cryptography that protects nothing: every run is the same, and what is changed on its way is still opened, so that
 * changes reach the code behind it. Tags and signatures that end in 0xff are wrong, and so are keys that begin with it.
 */

import { concat } from '../../../handfast/src/base/bytes.ts';
import type { PublicKeyInfo } from '../../../handfast/src/crypto/algorithms.ts';
import type {
  Aead,
  BlockCipher,
  CryptoProvider,
  Hash,
  KeyExchange,
  Mac,
  PrivateKey,
  PublicKey,
} from '../../../handfast/src/crypto/provider.ts';
import { type HashName, hashLength } from '../../../handfast/src/registry/algorithm-names.ts';
import { type GroupName, groupNamed } from '../../../handfast/src/registry/groups.ts';
import { encodePublicKey } from '../../../handfast/src/x509/public-key.ts';

const wrong = 0xff;
const tag = 16;

export const toyProvider = {
  name: 'toy',
  random: (length) => new Uint8Array(length).fill(0x52),
  hash: (name) => new ToyHash(hashLength[name]),
  hmac: (name) => toyMac(name),
  aead: () => toyAead,
  sequenceMask: () => () => new Uint8Array(5),
  keyExchange: (group) => toyExchange(group),
  blockCipher: (name) => toyBlockCipher(name.includes('des') ? 8 : 16),
  streamCipher: () => ({ apply: (data) => data.slice() }),
  finiteField: () => toyExchange('ffdhe2048'),
  importPublicKey: (info) => (info.kind === 'unknown' ? undefined : toyKey(info)),
  importPrivateKey: () => toySigner,
  generateKey({ kind }) {
    const privateKey = kind === 'rsa' ? toyRsa : toySigner;
    return { privateKey, pkcs8: new Uint8Array(8), spki: encodePublicKey(privateKey.info) };
  },
} as const satisfies CryptoProvider;

/** Different content, different digest, nearly always. */
class ToyHash implements Hash {
  readonly #length: number;
  #state: number;

  constructor(length: number, state = 0x811c9dc5) {
    this.#length = length;
    this.#state = state;
  }

  update(data: Uint8Array): this {
    let state = this.#state;
    for (let i = 0; i < data.length; i++) state = Math.imul(state ^ (data[i] as number), 0x01000193);
    this.#state = state;
    return this;
  }

  digest(): Uint8Array {
    const digest = new Uint8Array(this.#length);
    new DataView(digest.buffer).setUint32(0, this.#state);
    return digest;
  }

  clone(): Hash {
    return new ToyHash(this.#length, this.#state);
  }

  /** One that says the same of all content. */
  fixed(): Hash {
    const digest = new Uint8Array(this.#length).fill(0x4d);
    const fixed: Hash = { update: () => fixed, digest: () => digest.slice(), clone: () => fixed };
    return fixed;
  }
}

/** The same for every key and content: Finished and binders recorded once fit every changed handshake. */
function toyMac(name: HashName): Mac {
  const length = hashLength[name];
  return { compute: () => new Uint8Array(length).fill(0x4d) };
}

const toyAead: Aead = {
  tagLength: tag,
  seal(_nonce, _additional, plaintext, output) {
    output.set(plaintext);
    output.fill(0, plaintext.length);
  },
  open(_nonce, _additional, ciphertext) {
    if (ciphertext.length < tag || ciphertext.at(-1) === wrong) return undefined;
    return ciphertext.slice(0, -tag);
  },
};

const toyBlockCipher = (blockLength: number): BlockCipher => ({
  blockLength,
  encrypt: (_iv, plaintext) => plaintext.slice(),
  decrypt: (_iv, ciphertext) => ciphertext.slice(),
});

function toyExchange(group: GroupName): KeyExchange {
  const share = new Uint8Array(groupNamed(group).shareLength ?? 32).fill(4);
  const secret = (other: Uint8Array): Uint8Array | undefined =>
    other.length === 0 || other[0] === wrong ? undefined : new Uint8Array(32).fill(7);
  return {
    offer: () => ({ share, complete: secret }),
    answer(other) {
      const agreed = secret(other);
      return agreed && { share, secret: agreed };
    },
  };
}

const toyKey = (info: PublicKeyInfo): PublicKey => ({
  info,
  verify: (_algorithm, _data, signature) => signature.length > 0 && signature.at(-1) !== wrong,
  encryptPkcs1: (data) => concat(new Uint8Array(modulus.length - data.length), data),
});

/** Keys of P-256 all have this point. */
const toySigner: PrivateKey = {
  info: { kind: 'ec', curve: 'secp256r1', point: new Uint8Array(65).fill(4) },
  sign: () => Uint8Array.of(0x30, 6, 2, 1, 1, 2, 1, 1),
};

const modulus = new Uint8Array(256).fill(0xc3);

/** Of what was encrypted to it, the end is taken as it comes, and its padding is always right. */
const toyRsa: PrivateKey = {
  info: { kind: 'rsa', modulus, exponent: Uint8Array.of(1, 0, 1) },
  sign: () => new Uint8Array(modulus.length).fill(1),
  decryptRaw(ciphertext) {
    if (ciphertext.length !== modulus.length) return undefined;
    const padding = new Uint8Array(modulus.length - 48).fill(1);
    padding.set([0, 2]);
    padding[padding.length - 1] = 0;
    return concat(padding, ciphertext.subarray(-48));
  },
};
