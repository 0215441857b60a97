/** Groups on elliptic curves (RFC 7748, RFC 8422 §5.4) and X25519MLKEM768 (draft-ietf-tls-ecdhe-mlkem). */

import { x448 } from '@noble/curves/ed448.js';
import { x25519 } from '@noble/curves/ed25519.js';
import { ml_kem768 } from '@noble/post-quantum/ml-kem.js';
import { concat } from '../../base/bytes.ts';
import type { KeyExchange } from '../../crypto/provider.ts';
import type { GroupName } from '../../registry/groups.ts';
import { isEncapsulationKey, mlKem768 } from '../ml-kem/ml-kem-768.ts';
import { nistCurves } from './nist-curves.ts';
import { random } from './random.ts';

/** `undefined` for groups of finite fields. */
export const portableKeyExchange = (group: GroupName): KeyExchange | undefined => exchanges[group];

/** A key pair that lives for one handshake. */
interface EphemeralKey {
  readonly share: Uint8Array;
  /** The secret; `undefined` when the peer's share is not valid. */
  readonly agree: (share: Uint8Array) => Uint8Array | undefined;
}

/** The shape of a KEM: both halves make a key pair and agree with the other's share. */
const diffieHellman = (generate: () => EphemeralKey): KeyExchange => ({
  offer() {
    const { share, agree } = generate();
    return { share, complete: agree };
  },
  answer(peer) {
    const { share, agree } = generate();
    const secret = agree(peer);
    return secret && { share, secret };
  },
});

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

/** ML-KEM comes first in both shares and in the secret. */
const hybrid: KeyExchange = {
  offer() {
    const lattice = ml_kem768.keygen(random(mlKem768.seed));
    const curve = montgomery(x25519)();
    return {
      share: concat(lattice.publicKey, curve.share),
      complete(answer) {
        if (answer.length !== mlKem768.ciphertext + curve.share.length) return undefined;
        const agreed = curve.agree(answer.subarray(mlKem768.ciphertext));
        const secret = ml_kem768.decapsulate(answer.subarray(0, mlKem768.ciphertext), lattice.secretKey);
        return agreed && concat(secret, agreed);
      },
    };
  },
  answer(share) {
    const encapsulationKey = share.subarray(0, mlKem768.encapsulationKey);
    if (!isEncapsulationKey(encapsulationKey)) return undefined;
    const curve = montgomery(x25519)();
    const agreed = curve.agree(share.subarray(mlKem768.encapsulationKey));
    if (agreed === undefined) return undefined;
    const { cipherText, sharedSecret } = ml_kem768.encapsulate(encapsulationKey, random(32));
    return { share: concat(cipherText, curve.share), secret: concat(sharedSecret, agreed) };
  },
};

const exchanges: Readonly<Partial<Record<GroupName, KeyExchange>>> = {
  X25519MLKEM768: hybrid,
  x25519: diffieHellman(montgomery(x25519)),
  x448: diffieHellman(montgomery(x448)),
  secp256r1: diffieHellman(weierstrass('secp256r1')),
  secp384r1: diffieHellman(weierstrass('secp384r1')),
  secp521r1: diffieHellman(weierstrass('secp521r1')),
};

function unlessThrown<T>(compute: () => T): T | undefined {
  try {
    return compute();
  } catch {
    return undefined;
  }
}
