/** ML-KEM of @noble/post-quantum, for runtimes whose OpenSSL does not offer it. */

import { createRequire } from 'node:module';
import type { MlKem } from '../../ml-kem/exchange.ts';
import { mlKemOf } from '../../ml-kem/noble.ts';
import type { MlKemName } from '../../ml-kem/parameters.ts';
import { random } from '../random.ts';

/** Loads the library at once: a handshake that waits for `import()` would no longer finish in one go. */
export function loadPortableMlKem(name: MlKemName): MlKem {
  const load = createRequire(import.meta.url);
  return mlKemOf(load('@noble/post-quantum/ml-kem.js') as typeof import('@noble/post-quantum/ml-kem.js'), name, random);
}
