/** Every group that this runtime can agree in. */

import type { KeyExchange } from '../../../crypto/provider.ts';
import type { GroupName } from '../../../registry/groups.ts';
import { diffieHellman } from './diffie-hellman.ts';
import { generateMontgomery } from './montgomery.ts';
import { generateNistCurve } from './nist-curve.ts';

const exchanges: Partial<Record<GroupName, KeyExchange>> = {
  x25519: diffieHellman(() => generateMontgomery('x25519')),
  x448: diffieHellman(() => generateMontgomery('x448')),
  secp256r1: diffieHellman(() => generateNistCurve('secp256r1')),
  secp384r1: diffieHellman(() => generateNistCurve('secp384r1')),
  secp521r1: diffieHellman(() => generateNistCurve('secp521r1')),
};

export const nodeKeyExchange = (group: GroupName): KeyExchange | undefined => exchanges[group];
