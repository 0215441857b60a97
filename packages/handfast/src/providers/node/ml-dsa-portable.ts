/** ML-DSA of @noble/post-quantum, for runtimes whose OpenSSL does not offer it: before Node 24. */

import { createRequire } from 'node:module';
import type { MlDsaName } from '../../crypto/algorithms.ts';
import type { MlDsa } from '../ml-dsa/ml-dsa.ts';

/** Loads the library when it is first asked for, and at once. */
export function portableMlDsa(name: MlDsaName): MlDsa {
  loaded ??= load();
  return loaded[name];
}

function load(): Readonly<Record<MlDsaName, MlDsa>> {
  const require = createRequire(import.meta.url);
  const library = require('@noble/post-quantum/ml-dsa.js') as typeof import('@noble/post-quantum/ml-dsa.js');
  return { 'ml-dsa-44': library.ml_dsa44, 'ml-dsa-65': library.ml_dsa65, 'ml-dsa-87': library.ml_dsa87 };
}

let loaded: Readonly<Record<MlDsaName, MlDsa>> | undefined;
