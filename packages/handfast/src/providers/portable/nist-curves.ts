/** The NIST curves by their names in TLS. FIPS 186-5, SP 800-186 §3.2.1 */

import { p256, p384, p521 } from '@noble/curves/nist.js';

export const nistCurves = { secp256r1: p256, secp384r1: p384, secp521r1: p521 } as const;
