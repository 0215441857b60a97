/** Which ML-KEM this runtime uses. FIPS 203; decision 13 */

import type { MlKem } from '../../ml-kem/exchange.ts';
import type { MlKemName } from '../../ml-kem/parameters.ts';
import { loadNativeMlKem } from './ml-kem-native.ts';
import { loadOwnMlKem } from './ml-kem-own.ts';
import { loadPortableMlKem } from './ml-kem-portable.ts';

/** Native from Node 24 on, ours where there is a native SHA-3, else plain JavaScript. Loaded when first asked for. */
export function loadMlKem(name: MlKemName): MlKem {
  const known = loaded.get(name) ?? loadNativeMlKem(name) ?? loadOwnMlKem(name) ?? loadPortableMlKem(name);
  loaded.set(name, known);
  return known;
}

const loaded = new Map<MlKemName, MlKem>();
