/** ECDSA signatures in DER, as TLS carries them, and as r and s of one length, as the arithmetic has them. RFC 3279 §2.2.3 */

import type { DerType } from '../../asn1/element.ts';
import { positiveInteger } from '../../asn1/integer.ts';
import { parseDer } from '../../asn1/parse.ts';
import { sequence } from '../../asn1/sequence.ts';
import { encode } from '../../wire/codec.ts';

/** The two numbers of a signature, of DSA's as well. Throws `bad_der`. */
export const parseEcdsaSignature = (der: Uint8Array): { readonly r: Uint8Array; readonly s: Uint8Array } =>
  parseDer(ecdsaSigValue, der, 'bad_der');

/** `size` is that of each half. Throws `bad_der`; `undefined` for numbers that are too large. */
export function compactSignature(der: Uint8Array, size: number): Uint8Array | undefined {
  const { r, s } = parseEcdsaSignature(der);
  if (r.length > size || s.length > size) return undefined;
  const compact = new Uint8Array(2 * size);
  compact.set(r, size - r.length);
  compact.set(s, 2 * size - s.length);
  return compact;
}

export function derSignature(compact: Uint8Array): Uint8Array {
  const middle = compact.length / 2;
  return encode(ecdsaSigValue, { r: compact.subarray(0, middle), s: compact.subarray(middle) });
}

const ecdsaSigValue: DerType<{ readonly r: Uint8Array; readonly s: Uint8Array }> = sequence('Ecdsa-Sig-Value', {
  r: positiveInteger,
  s: positiveInteger,
});
