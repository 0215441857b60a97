/** HKDF (RFC 5869) with the labels of TLS 1.3. RFC 8446 §7.1 */

import { concat, utf8 } from '../base/bytes.ts';
import { Secret } from '../base/secret.ts';
import { type HashName, hashLength } from '../crypto/algorithms.ts';
import { hkdfExpand } from '../crypto/hkdf.ts';
import type { CryptoProvider, Mac } from '../crypto/provider.ts';

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
export function hkdf(crypto: CryptoProvider, hash: HashName, prefix: Prefix = 'tls13 '): Hkdf {
  let known = instances.get(crypto);
  if (known === undefined) instances.set(crypto, (known = new Map()));
  const name = `${prefix}${hash}`;
  const instance = known.get(name) ?? makeHkdf(crypto, hash, prefix);
  known.set(name, instance);
  return instance;
}

type Prefix = 'tls13 ' | 'dtls13';

/** One for each provider, hash and prefix: all of them are constants. */
const instances = new WeakMap<CryptoProvider, Map<string, Hkdf>>();

function makeHkdf(crypto: CryptoProvider, hash: HashName, prefix: Prefix): Hkdf {
  const length = hashLength[hash];
  const labels = new Map<string, Uint8Array>();
  /** `struct { uint16 length; opaque label<7..255>; opaque context<0..255>; } HkdfLabel` */
  const hkdfLabel = (label: string, context: Uint8Array, size: number): Uint8Array => {
    let name = labels.get(label);
    if (name === undefined) {
      name = utf8(prefix + label);
      // Applications may export under any number of labels; those of the protocol come first.
      if (labels.size < 32) labels.set(label, name);
    }
    return concat(Uint8Array.of(size >> 8, size & 0xff, name.length), name, Uint8Array.of(context.length), context);
  };
  const prepare = (key: Uint8Array): Mac => crypto.hmac(hash, key);
  const self: Hkdf = {
    hash,
    length,
    emptyHash: crypto.hash(hash).digest(),
    zeros: new Uint8Array(length),
    extract: (salt, input) => new Secret(crypto.hmac(hash, salt).compute(input)),
    expandLabel: (secret, label, context, size) =>
      hkdfExpand(secret.prepared(prepare), hkdfLabel(label, context, size), length, size),
    deriveSecret: (secret, label, transcriptHash) =>
      new Secret(self.expandLabel(secret, label, transcriptHash, length)),
    hmac: (key, data) => key.prepared(prepare).compute(data),
  };
  return self;
}
