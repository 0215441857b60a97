/** SHA-3 and SHAKE (FIPS 202) of node:crypto, for ML-KEM. */

import { createHash, getHashes } from 'node:crypto';
import type { Sha3 } from '../ml-kem/sha3.ts';
import { bare } from './bare.ts';

/** `undefined` where this runtime lacks one of them. */
export function nodeSha3(): Sha3 | undefined {
  const known = getHashes();
  return ['sha3-256', 'sha3-512', 'shake128', 'shake256'].every((name) => known.includes(name)) ? sha3 : undefined;
}

const sha3: Sha3 = {
  sha3_256: (data) => bare(createHash('sha3-256').update(data).digest()),
  sha3_512: (data) => bare(createHash('sha3-512').update(data).digest()),
  shake128: (data, outputLength) => bare(createHash('shake128', { outputLength }).update(data).digest()),
  shake256: (data, outputLength) => bare(createHash('shake256', { outputLength }).update(data).digest()),
};
