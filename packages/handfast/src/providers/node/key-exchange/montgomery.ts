/** X25519 and X448 (RFC 7748) as TLS uses them. RFC 8446 §7.4.2 */

import { createPublicKey, diffieHellman, generateKeyPairSync, type JsonWebKey, type KeyObject } from 'node:crypto';
import type { EphemeralKey } from '../../key-exchange/diffie-hellman.ts';
import { bare, fromBase64Url, toBase64Url } from '../bare.ts';

export type MontgomeryCurve = 'x25519' | 'x448';

export function generateMontgomery(curve: MontgomeryCurve): EphemeralKey {
  const { privateKey, publicKey } = generate(curve, { publicKeyEncoding: { format: 'jwk' } });
  return {
    share: fromBase64Url(publicKey.x),
    agree: (peer) => agreeMontgomery(curve, privateKey, peer),
  };
}

/**
 * The public key leaves the job that makes it already encoded: `publicKey.export({ format: 'jwk' })` takes the lock of
 * the key and allocates, and if that collects the job of Node.js 20, whose end takes the same lock, the process hangs.
 * The types know neither this encoding nor a choice of curves.
 */
const generate = generateKeyPairSync as unknown as (
  curve: MontgomeryCurve,
  options: { readonly publicKeyEncoding: { readonly format: 'jwk' } },
) => { readonly privateKey: KeyObject; readonly publicKey: JsonWebKey };

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
