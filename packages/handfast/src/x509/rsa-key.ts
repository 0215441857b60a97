/** RSA keys as PKCS #1 has them (RFC 8017 appendix A.1). */

import type { DerType } from '../asn1/element.ts';
import { namedInteger, positiveInteger } from '../asn1/integer.ts';
import { sequence } from '../asn1/sequence.ts';

/** Integers are big-endian without leading zeros. */
export interface RSAPublicKey {
  readonly modulus: Uint8Array;
  readonly publicExponent: Uint8Array;
}

/** On the wire. */
export const rsaPublicKey: DerType<RSAPublicKey> = sequence('RSAPublicKey', {
  modulus: positiveInteger,
  publicExponent: positiveInteger,
});

/** A secret. Integers are big-endian without leading zeros. */
export interface RSAPrivateKey extends RSAPublicKey {
  readonly version: 'two-prime';
  readonly privateExponent: Uint8Array;
  readonly prime1: Uint8Array;
  readonly prime2: Uint8Array;
  readonly exponent1: Uint8Array;
  readonly exponent2: Uint8Array;
  readonly coefficient: Uint8Array;
}

/** On the wire; keys of more than two primes are refused. */
export const rsaPrivateKey: DerType<RSAPrivateKey> = sequence('RSAPrivateKey', {
  version: namedInteger<'two-prime'>('Version', { 0: 'two-prime' }),
  modulus: positiveInteger,
  publicExponent: positiveInteger,
  privateExponent: positiveInteger,
  prime1: positiveInteger,
  prime2: positiveInteger,
  exponent1: positiveInteger,
  exponent2: positiveInteger,
  coefficient: positiveInteger,
});
