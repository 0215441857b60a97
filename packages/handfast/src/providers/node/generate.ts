/** Fresh key pairs. Elliptic keys are ready at once; RSA keys are searched for in another thread. */

import { generateKeyPair, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';
import type { Awaitable } from '../../base/awaitable.ts';
import type { KeySpec } from '../../crypto/algorithms.ts';
import type { GeneratedKey } from '../../crypto/provider.ts';
import { generateMlDsaKey } from '../ml-dsa/ml-dsa.ts';
import { bare } from './bare.ts';
import { opensslCurve } from './curves.ts';
import { importNodePrivateKey } from './private-key.ts';
import { random } from './random.ts';

/** RSA keys get the exponent 65537. */
export function generateNodeKey(spec: KeySpec): Awaitable<GeneratedKey> | undefined {
  switch (spec.kind) {
    case 'ec':
      return exported(generateKeyPairSync('ec', { namedCurve: opensslCurve[spec.curve] }));
    case 'ed25519':
      return exported(generateKeyPairSync('ed25519'));
    case 'ed448':
      return exported(generateKeyPairSync('ed448'));
    case 'rsa':
      return promisify(generateKeyPair)('rsa', { modulusLength: spec.bits }).then(exported);
    case 'rsa-pss':
      return promisify(generateKeyPair)('rsa-pss', { modulusLength: spec.bits }).then(exported);
    default:
      return generateMlDsaKey(spec.kind, random, importNodePrivateKey);
  }
}

function exported(pair: { readonly privateKey: KeyObject; readonly publicKey: KeyObject }): GeneratedKey {
  const pkcs8 = bare(pair.privateKey.export({ format: 'der', type: 'pkcs8' }));
  const spki = bare(pair.publicKey.export({ format: 'der', type: 'spki' }));
  const privateKey = importNodePrivateKey(pkcs8);
  if (privateKey === undefined) throw new Error('node:crypto does not read the key that it made');
  return { privateKey, pkcs8, spki };
}
