/** Authenticated encryption: AES-GCM (NIST SP 800-38D), AES-CCM (RFC 3610), ChaCha20-Poly1305 (RFC 8439). */

import { gcm } from '@noble/ciphers/aes.js';
import { chacha20poly1305 } from '@noble/ciphers/chacha.js';
import { copyOf } from '../../base/bytes.ts';
import { MisuseError } from '../../base/errors.ts';
import { type AeadName, aeadKeyLength } from '../../crypto/algorithms.ts';
import type { Aead } from '../../crypto/provider.ts';
import { ccm } from './ccm.ts';

/** `undefined` for ciphers that are not here. Throws `MisuseError` for a key of the wrong length. */
export function portableAead(name: AeadName, key: Uint8Array): Aead | undefined {
  const row = rows[name];
  if (row === undefined) return undefined;
  const length = aeadKeyLength[name];
  if (key.length !== length) throw new MisuseError(`${name} takes a key of ${length} bytes, not ${key.length}`);
  return new PortableAead(row, copyOf(key));
}

/** A cipher under one key, nonce and additional data. `decrypt` throws when the tag is wrong. */
interface Sealed {
  encrypt(plaintext: Uint8Array): Uint8Array;
  decrypt(ciphertext: Uint8Array): Uint8Array;
}

interface Row {
  readonly tagLength: number;
  readonly cipher: (key: Uint8Array, nonce: Uint8Array, additional: Uint8Array) => Sealed;
}

const rows: Readonly<Partial<Record<AeadName, Row>>> = {
  'aes-128-gcm': { tagLength: 16, cipher: gcm },
  'aes-256-gcm': { tagLength: 16, cipher: gcm },
  'chacha20-poly1305': { tagLength: 16, cipher: chacha20poly1305 },
  'aes-128-ccm': { tagLength: 16, cipher: ccm(16) },
  'aes-128-ccm-8': { tagLength: 8, cipher: ccm(8) },
  'aes-256-ccm': { tagLength: 16, cipher: ccm(16) },
  'aes-256-ccm-8': { tagLength: 8, cipher: ccm(8) },
};

class PortableAead implements Aead {
  readonly tagLength: number;
  readonly #cipher: Row['cipher'];
  readonly #key: Uint8Array;

  constructor({ tagLength, cipher }: Row, key: Uint8Array) {
    this.tagLength = tagLength;
    this.#cipher = cipher;
    this.#key = key;
  }

  seal(nonce: Uint8Array, additional: Uint8Array, plaintext: Uint8Array, output: Uint8Array): void {
    if (output.length !== plaintext.length + this.tagLength) {
      throw new MisuseError(`${plaintext.length} bytes do not seal into ${output.length}`);
    }
    output.set(this.#cipher(this.#key, nonce, additional).encrypt(plaintext));
  }

  open(nonce: Uint8Array, additional: Uint8Array, ciphertext: Uint8Array): Uint8Array | undefined {
    if (ciphertext.length < this.tagLength) return undefined;
    try {
      return this.#cipher(this.#key, nonce, additional).decrypt(ciphertext);
    } catch {
      return undefined;
    }
  }
}
