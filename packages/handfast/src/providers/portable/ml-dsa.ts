/** ML-DSA by its parameter sets. FIPS 204 */

import { ml_dsa44, ml_dsa65, ml_dsa87 } from '@noble/post-quantum/ml-dsa.js';
import type { MlDsaName } from '../../crypto/algorithms.ts';
import type { MlDsa } from '../ml-dsa/ml-dsa.ts';

export const mlDsaOf = (name: MlDsaName): MlDsa => sets[name];

const sets: Readonly<Record<MlDsaName, MlDsa>> = {
  'ml-dsa-44': ml_dsa44,
  'ml-dsa-65': ml_dsa65,
  'ml-dsa-87': ml_dsa87,
};
