/** RSAPublicKey: modulus and exponent (RFC 8017 appendix A.1.1). */

import type { DerType } from '../asn1/element.ts';
import { positiveInteger } from '../asn1/integer.ts';
import { sequence } from '../asn1/sequence.ts';

export interface RSAPublicKey {
  readonly modulus: Uint8Array;
  readonly publicExponent: Uint8Array;
}

export const rsaPublicKey: DerType<RSAPublicKey> = sequence('RSAPublicKey', {
  modulus: positiveInteger,
  publicExponent: positiveInteger,
});
