/** HKDF (RFC 5869) with the labels of TLS 1.3. RFC 8446 §7.1 */

import { concat, utf8 } from '../base/bytes.ts';
import { Secret } from '../base/secret.ts';
import { type HashName, hashLength } from '../crypto/algorithms.ts';
import type { CryptoProvider } from '../crypto/provider.ts';

/** HKDF over one hash function of one provider. */
export interface Hkdf {
  readonly hash: HashName;
  /** Digest length in bytes. */
  readonly length: number;
  /** The hash of nothing. */
  readonly emptyHash: Uint8Array;
  /** A string of zeros, one digest long: the input where there is none. */
  readonly zeros: Uint8Array;
  /** `HKDF-Extract(salt, IKM)` */
  extract(salt: Uint8Array, inputKeyingMaterial: Uint8Array): Secret;
  /** `HKDF-Expand-Label(Secret, Label, Context, Length)` */
  expandLabel(secret: Secret, label: string, context: Uint8Array, length: number): Uint8Array;
  /** `Derive-Secret(Secret, Label, Messages)`, given the hash of the messages. */
  deriveSecret(secret: Secret, label: string, transcriptHash: Uint8Array): Secret;
  /** `HMAC(key, data)` */
  hmac(key: Secret, data: Uint8Array): Uint8Array;
}

/** HKDF with the given hash function. `prefix` is "tls13 ", or "dtls13" for DTLS (RFC 9147 §5.9). */
export function hkdf(crypto: CryptoProvider, hash: HashName, prefix = 'tls13 '): Hkdf {
  const length = hashLength[hash];
  const expand = (secret: Secret, info: Uint8Array, size: number): Uint8Array => {
    const mac = crypto.hmac(hash, secret.expose());
    let block = mac.compute(info, Uint8Array.of(1));
    if (size <= length) return size === length ? block : block.slice(0, size);
    const output = new Uint8Array(size);
    for (let at = 0, counter = 1; ; counter++) {
      output.set(block.subarray(0, size - at), at);
      at += length;
      if (at >= size) return output;
      block = mac.compute(block, info, Uint8Array.of(counter + 1));
    }
  };
  const self: Hkdf = {
    hash,
    length,
    emptyHash: crypto.hash(hash).digest(),
    zeros: new Uint8Array(length),
    extract: (salt, input) => new Secret(crypto.hmac(hash, salt).compute(input)),
    expandLabel: (secret, label, context, size) => expand(secret, hkdfLabel(prefix + label, context, size), size),
    deriveSecret: (secret, label, transcriptHash) =>
      new Secret(self.expandLabel(secret, label, transcriptHash, length)),
    hmac: (key, data) => crypto.hmac(hash, key.expose()).compute(data),
  };
  return self;
}

/** `struct { uint16 length; opaque label<7..255>; opaque context<0..255>; } HkdfLabel` */
function hkdfLabel(label: string, context: Uint8Array, length: number): Uint8Array {
  const name = utf8(label);
  return concat(Uint8Array.of(length >> 8, length & 0xff, name.length), name, Uint8Array.of(context.length), context);
}
