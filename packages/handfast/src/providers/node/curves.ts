/** The NIST curves under the names that OpenSSL and JSON Web Keys (RFC 7518 §6.2.1.1) give them. */

import type { CurveName } from '../../crypto/algorithms.ts';

export const opensslCurve = {
  secp256r1: 'prime256v1',
  secp384r1: 'secp384r1',
  secp521r1: 'secp521r1',
} as const satisfies Record<CurveName, string>;

export const jwkCurve = {
  secp256r1: 'P-256',
  secp384r1: 'P-384',
  secp521r1: 'P-521',
} as const satisfies Record<CurveName, string>;
