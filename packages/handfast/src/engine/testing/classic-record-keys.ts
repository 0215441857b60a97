/** Record protection of TLS 1.2 with AES-GCM for the scripted peer: written apart from `record/`. RFC 5288 §3 */

import { concat } from '../../base/bytes.ts';
import type { Aead, CryptoProvider } from '../../crypto/provider.ts';
import { plainRecord } from './record-keys.ts';

/** One direction's key, salt and sequence number. */
export class ClassicRecordKeys {
  readonly #crypto: CryptoProvider;
  readonly #aead: Aead;
  readonly #salt: Uint8Array;
  #sequence = 0n;

  constructor(crypto: CryptoProvider, key: Uint8Array, salt: Uint8Array) {
    this.#crypto = crypto;
    this.#aead = crypto.aead('aes-128-gcm', key) as Aead;
    this.#salt = salt;
  }

  /** A record, with a random explicit nonce: nobody may expect a counter. */
  seal(type: number, data: Uint8Array, version = 0x0303): Uint8Array {
    const explicit = this.#crypto.random(8);
    const sealed = new Uint8Array(data.length + 16);
    void this.#aead.seal(concat(this.#salt, explicit), this.#additional(type, data.length), data, sealed);
    return plainRecord(type, concat(explicit, sealed), version);
  }

  /** Throws when the record does not authenticate: the subject must never send one that does not. */
  open(header: Uint8Array, fragment: Uint8Array): { readonly type: number; readonly data: Uint8Array } {
    const type = header[0] as number;
    const additional = this.#additional(type, fragment.length - 24);
    const data = this.#aead.open(concat(this.#salt, fragment.subarray(0, 8)), additional, fragment.subarray(8));
    if (!(data instanceof Uint8Array)) throw new Error('the subject sent a record that cannot be opened');
    return { type, data };
  }

  #additional(type: number, length: number): Uint8Array {
    const data = new DataView(new ArrayBuffer(13));
    data.setBigUint64(0, this.#sequence++);
    data.setUint8(8, type);
    data.setUint16(9, 0x0303);
    data.setUint16(11, length);
    return new Uint8Array(data.buffer);
  }
}
