/** Every group that this runtime can agree in. */

import type { KeyExchange } from '../../../crypto/provider.ts';
import type { GroupName } from '../../../registry/groups.ts';
import { diffieHellman } from '../../key-exchange/diffie-hellman.ts';
import { postQuantumGroups } from '../../key-exchange/post-quantum.ts';
import { random } from '../random.ts';
import { generateFiniteField } from './finite-field.ts';
import { loadMlKem } from './ml-kem.ts';
import { generateMontgomery } from './montgomery.ts';
import { generateNistCurve } from './nist-curve.ts';

const curves = {
  x25519: diffieHellman(() => generateMontgomery('x25519')),
  secp256r1: diffieHellman(() => generateNistCurve('secp256r1')),
  secp384r1: diffieHellman(() => generateNistCurve('secp384r1')),
};

const exchanges: Readonly<Record<GroupName, KeyExchange>> = {
  ...curves,
  ...postQuantumGroups(curves, loadMlKem, random),
  x448: diffieHellman(() => generateMontgomery('x448')),
  secp521r1: diffieHellman(() => generateNistCurve('secp521r1')),
  ffdhe2048: diffieHellman(() => generateFiniteField('ffdhe2048')),
  ffdhe3072: diffieHellman(() => generateFiniteField('ffdhe3072')),
  ffdhe4096: diffieHellman(() => generateFiniteField('ffdhe4096')),
  ffdhe6144: diffieHellman(() => generateFiniteField('ffdhe6144')),
  ffdhe8192: diffieHellman(() => generateFiniteField('ffdhe8192')),
};

export const nodeKeyExchange = (group: GroupName): KeyExchange | undefined => exchanges[group];
