/** ECDH over secp256r1, secp384r1 and secp521r1 with uncompressed points. RFC 8446 §4.2.8.2, §7.4.2 */

import { createECDH, type ECDH } from 'node:crypto';
import type { CurveName } from '../../../crypto/algorithms.ts';
import type { EphemeralKey } from '../../key-exchange/diffie-hellman.ts';
import { bare } from '../bare.ts';
import { opensslCurve } from '../curves.ts';

export function generateNistCurve(curve: CurveName): EphemeralKey {
  const own = createECDH(opensslCurve[curve]);
  const share = bare(own.generateKeys());
  return { share, agree: (peer) => agreeNistCurve(own, share.length, peer) };
}

/**
 * The X coordinate of the shared point; `undefined` unless `peer` is an uncompressed point on the curve.
 * OpenSSL alone would take compressed and hybrid points too.
 */
export function agreeNistCurve(own: ECDH, pointLength: number, peer: Uint8Array): Uint8Array | undefined {
  if (peer.length !== pointLength || peer[0] !== 4) return undefined;
  try {
    return bare(own.computeSecret(peer));
  } catch {
    return undefined;
  }
}
