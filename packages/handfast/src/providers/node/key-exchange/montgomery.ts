/** X25519 and X448 (RFC 7748) as TLS uses them. RFC 8446 §7.4.2 */

import { createPublicKey, diffieHellman, generateKeyPairSync, type KeyObject } from 'node:crypto';
import type { EphemeralKey } from '../../key-exchange/diffie-hellman.ts';
import { bare, fromBase64Url, toBase64Url } from '../bare.ts';

export type MontgomeryCurve = 'x25519' | 'x448';

export function generateMontgomery(curve: MontgomeryCurve): EphemeralKey {
  // The overloads of generateKeyPairSync take one literal each.
  const { privateKey, publicKey } = curve === 'x25519' ? generateKeyPairSync('x25519') : generateKeyPairSync('x448');
  return {
    share: fromBase64Url(publicKey.export({ format: 'jwk' }).x),
    agree: (peer) => agreeMontgomery(curve, privateKey, peer),
  };
}

/** The shared secret; `undefined` for a share of the wrong length or of small order. */
export function agreeMontgomery(curve: MontgomeryCurve, own: KeyObject, peer: Uint8Array): Uint8Array | undefined {
  const { crv, length } = curves[curve];
  if (peer.length !== length) return undefined;
  try {
    const publicKey = createPublicKey({ key: { kty: 'OKP', crv, x: toBase64Url(peer) }, format: 'jwk' });
    const secret = bare(diffieHellman({ privateKey: own, publicKey }));
    return isZero(secret) ? undefined : secret;
  } catch {
    // OpenSSL refuses to derive the all-zero secret itself.
    return undefined;
  }
}

const curves = {
  x25519: { crv: 'X25519', length: 32 },
  x448: { crv: 'X448', length: 56 },
} as const;

/** RFC 7748 §6: checked without stopping at the first byte that is not zero. */
function isZero(secret: Uint8Array): boolean {
  let bits = 0;
  for (const byte of secret) bits |= byte;
  return bits === 0;
}
