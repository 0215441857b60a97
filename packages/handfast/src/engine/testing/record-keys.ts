/** Record protection of TLS 1.3 for the scripted peer: written apart from `record/`, and able to protect nonsense. */

import { concat } from '../../base/bytes.ts';
import type { Secret } from '../../base/secret.ts';
import type { AeadName } from '../../crypto/algorithms.ts';
import type { Aead, CryptoProvider } from '../../crypto/provider.ts';
import type { NegotiableSuite } from '../../registry/cipher-suites.ts';
import { hkdf } from '../../schedule/hkdf.ts';
import { trafficKeys } from '../../schedule/tls13.ts';

/** What a record turned out to hold. */
export interface Opened {
  readonly type: number;
  readonly data: Uint8Array;
  /** Zeros behind the content type. */
  readonly padding: number;
}

/** One direction's key, IV and sequence number. RFC 8446 §5.2, §5.3 */
export class RecordKeys {
  readonly #aead: Aead;
  readonly #iv: Uint8Array;
  #sequence = 0n;

  constructor(crypto: CryptoProvider, suite: NegotiableSuite, trafficSecret: Secret) {
    const { key, iv } = trafficKeys(hkdf(crypto, suite.hash), trafficSecret, suite.cipher.keyLength);
    this.#aead = crypto.aead(suite.aead as AeadName, key) as Aead;
    this.#iv = iv;
  }

  /** A record around any inner plaintext, however wrong. */
  seal(inner: Uint8Array, outerType = 23, version = 0x0303): Uint8Array {
    const body = new Uint8Array(inner.length + this.#aead.tagLength);
    const head = header(outerType, version, body.length);
    void this.#aead.seal(this.#nonce(), head, inner, body);
    return concat(head, body);
  }

  /** Throws when the record does not authenticate: the subject must never send one that does not. */
  open(head: Uint8Array, fragment: Uint8Array): Opened {
    const inner = this.#aead.open(this.#nonce(), head, fragment);
    if (!(inner instanceof Uint8Array)) throw new Error('the subject sent a record that cannot be opened');
    const last = inner.findLastIndex((byte) => byte !== 0);
    return { type: inner[last] as number, data: inner.slice(0, last), padding: inner.length - last - 1 };
  }

  #nonce(): Uint8Array {
    const counter = new DataView(new ArrayBuffer(12));
    counter.setBigUint64(4, this.#sequence++);
    return this.#iv.map((byte, i) => byte ^ counter.getUint8(i));
  }
}

/** A record without protection. */
export const plainRecord = (type: number, data: Uint8Array, version = 0x0303): Uint8Array =>
  concat(header(type, version, data.length), data);

function header(type: number, version: number, length: number): Uint8Array {
  return Uint8Array.of(type, version >> 8, version & 0xff, length >> 8, length & 0xff);
}
