/** Groups on elliptic curves (RFC 7748, RFC 8422 §5.4) and of ML-KEM (draft-ietf-tls-mlkem, draft-ietf-tls-ecdhe-mlkem). */

import { x448 } from '@noble/curves/ed448.js';
import { x25519 } from '@noble/curves/ed25519.js';
import { ml_kem512, ml_kem768, ml_kem1024 } from '@noble/post-quantum/ml-kem.js';
import type { KeyExchange } from '../../crypto/provider.ts';
import type { GroupName } from '../../registry/groups.ts';
import { diffieHellman, type EphemeralKey } from '../key-exchange/diffie-hellman.ts';
import { postQuantumGroups } from '../key-exchange/post-quantum.ts';
import { mlKemOf } from '../ml-kem/noble.ts';
import { nistCurves } from './nist-curves.ts';
import { random } from './random.ts';

/** `undefined` for groups of finite fields. */
export const portableKeyExchange = (group: GroupName): KeyExchange | undefined => exchanges[group];

/** Both refuse shares of another length, and those that lead to zero (RFC 8446 §7.4.2). */
const montgomery = (curve: typeof x25519) => (): EphemeralKey => {
  const { secretKey, publicKey } = curve.keygen();
  return { share: publicKey, agree: (peer) => unlessThrown(() => curve.getSharedSecret(secretKey, peer)) };
};

/** Uncompressed points alone; the secret is the X coordinate. RFC 8446 §4.2.8.2, §7.4.2 */
const weierstrass = (name: keyof typeof nistCurves) => (): EphemeralKey => {
  const curve = nistCurves[name];
  const { secretKey } = curve.keygen();
  const share = curve.getPublicKey(secretKey, false);
  return {
    share,
    agree(peer) {
      if (peer.length !== share.length || peer[0] !== 4) return undefined;
      return unlessThrown(() => curve.getSharedSecret(secretKey, peer, true).slice(1));
    },
  };
};

const curves = {
  x25519: diffieHellman(montgomery(x25519)),
  secp256r1: diffieHellman(weierstrass('secp256r1')),
  secp384r1: diffieHellman(weierstrass('secp384r1')),
};

const exchanges: Readonly<Partial<Record<GroupName, KeyExchange>>> = {
  ...curves,
  ...postQuantumGroups(curves, (name) => mlKemOf({ ml_kem512, ml_kem768, ml_kem1024 }, name, random), random),
  x448: diffieHellman(montgomery(x448)),
  secp521r1: diffieHellman(weierstrass('secp521r1')),
};

/** `undefined` for what these curves refuse by throwing. */
export function unlessThrown<T>(compute: () => T): T | undefined {
  try {
    return compute();
  } catch {
    return undefined;
  }
}
