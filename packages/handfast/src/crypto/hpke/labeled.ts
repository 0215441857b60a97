/** LabeledExtract and LabeledExpand: HKDF that cannot be mistaken for anybody else's. RFC 9180 §4 */

import { concat, utf8 } from '../../base/bytes.ts';
import { type HashName, hashLength } from '../algorithms.ts';
import { hkdfExpand } from '../hkdf.ts';
import type { CryptoProvider } from '../provider.ts';

/** Both functions over one hash, for one `suite_id`. */
export interface LabeledHkdf {
  extract(salt: Uint8Array, label: string, inputKeyingMaterial: Uint8Array): Uint8Array;
  expand(pseudorandomKey: Uint8Array, label: string, info: Uint8Array, length: number): Uint8Array;
}

/** `kind` and `ids` make the `suite_id`: `KEM` and one number, or `HPKE` and three. */
export function labeledHkdf(
  crypto: CryptoProvider,
  hash: HashName,
  kind: 'KEM' | 'HPKE',
  ...ids: readonly number[]
): LabeledHkdf {
  const suiteId = concat(utf8(kind), ...ids.map(twoBytes));
  return {
    extract: (salt, label, input) => crypto.hmac(hash, salt).compute(version, suiteId, utf8(label), input),
    expand: (key, label, info, length) =>
      hkdfExpand(
        crypto.hmac(hash, key),
        concat(twoBytes(length), version, suiteId, utf8(label), info),
        hashLength[hash],
        length,
      ),
  };
}

/** `I2OSP(n, 2)` */
const twoBytes = (value: number): Uint8Array => Uint8Array.of(value >> 8, value & 0xff);

const version = utf8('HPKE-v1');
