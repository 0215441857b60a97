/** Authenticated encryption with node:crypto. RFC 5116, RFC 6655 (CCM), RFC 8439 (ChaCha20-Poly1305), RFC 6209 (ARIA) */

import type { KeyObject } from 'node:crypto';
import { type CipherCCMTypes, createCipheriv, createDecipheriv, createSecretKey, getCipherInfo } from 'node:crypto';
import { equalBytes } from '../../base/bytes.ts';
import { MisuseError } from '../../base/errors.ts';
import { type AeadName, aeadKeyLength } from '../../crypto/algorithms.ts';
import type { Aead } from '../../crypto/provider.ts';
import { bare } from './bare.ts';

/** `undefined` where this runtime lacks the cipher. Throws `MisuseError` for a key of the wrong length. */
export function nodeAead(name: AeadName, key: Uint8Array): Aead | undefined {
  const row: Row | undefined = ciphers[name];
  if (row === undefined || !isKnown(row.cipher)) return undefined;
  const { cipher, tagLength } = row;
  const keyLength = aeadKeyLength[name];
  if (key.length !== keyLength) throw new MisuseError(`${name} takes a key of ${keyLength} bytes, not ${key.length}`);
  const Kind = cipher.endsWith('ccm') ? CcmAead : NodeAead;
  return new Kind(cipher as CipherCCMTypes, createSecretKey(key), tagLength);
}

/** Asked of OpenSSL once for each cipher. */
function isKnown(cipher: string): boolean {
  let answer = known.get(cipher);
  if (answer === undefined) known.set(cipher, (answer = getCipherInfo(cipher) !== undefined));
  return answer;
}

const known = new Map<string, boolean>();

interface Row {
  readonly cipher: string;
  readonly tagLength: number;
}

/** OpenSSL has no Camellia-GCM, and dropped the draft of ChaCha20-Poly1305. */
const ciphers: Readonly<Partial<Record<AeadName, Row>>> = {
  'aes-128-gcm': { cipher: 'aes-128-gcm', tagLength: 16 },
  'aes-256-gcm': { cipher: 'aes-256-gcm', tagLength: 16 },
  'chacha20-poly1305': { cipher: 'chacha20-poly1305', tagLength: 16 },
  'aes-128-ccm': { cipher: 'aes-128-ccm', tagLength: 16 },
  'aes-128-ccm-8': { cipher: 'aes-128-ccm', tagLength: 8 },
  'aes-256-ccm': { cipher: 'aes-256-ccm', tagLength: 16 },
  'aes-256-ccm-8': { cipher: 'aes-256-ccm', tagLength: 8 },
  'aria-128-gcm': { cipher: 'aria-128-gcm', tagLength: 16 },
  'aria-256-gcm': { cipher: 'aria-256-gcm', tagLength: 16 },
};

class NodeAead implements Aead {
  readonly tagLength: number;
  // Typed as CCM, the one mode that must be told the length of the plaintext: the others ignore it.
  readonly #cipher: CipherCCMTypes;
  readonly #key: KeyObject;
  readonly #options: { readonly authTagLength: number };

  constructor(cipher: CipherCCMTypes, key: KeyObject, tagLength: number) {
    this.#cipher = cipher;
    this.#key = key;
    this.tagLength = tagLength;
    this.#options = { authTagLength: tagLength };
  }

  seal(nonce: Uint8Array, additional: Uint8Array, plaintext: Uint8Array, output: Uint8Array): void {
    if (output.length !== plaintext.length + this.tagLength) {
      throw new MisuseError(`${plaintext.length} bytes do not seal into ${output.length}`);
    }
    const cipher = createCipheriv(this.#cipher, this.#key, nonce, this.#options);
    cipher.setAAD(additional, { plaintextLength: plaintext.length });
    output.set(cipher.update(plaintext));
    cipher.final();
    output.set(cipher.getAuthTag(), plaintext.length);
  }

  open(nonce: Uint8Array, additional: Uint8Array, ciphertext: Uint8Array): Uint8Array | undefined {
    const length = ciphertext.length - this.tagLength;
    if (length < 0) return undefined;
    const decipher = createDecipheriv(this.#cipher, this.#key, nonce, this.#options);
    decipher.setAAD(additional, { plaintextLength: length });
    decipher.setAuthTag(ciphertext.subarray(length));
    const plaintext = decipher.update(ciphertext.subarray(0, length));
    try {
      decipher.final();
    } catch {
      return undefined;
    }
    return bare(plaintext);
  }
}

class CcmAead extends NodeAead {
  /** Node 20 and 22 accept any tag over an empty CCM plaintext, so that tag is made again and compared. */
  override open(nonce: Uint8Array, additional: Uint8Array, ciphertext: Uint8Array): Uint8Array | undefined {
    if (ciphertext.length !== this.tagLength) return super.open(nonce, additional, ciphertext);
    const tag = new Uint8Array(this.tagLength);
    this.seal(nonce, additional, empty, tag);
    return equalBytes(tag, ciphertext) ? new Uint8Array(0) : undefined;
  }
}

const empty = new Uint8Array(0);
