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
    case 'x25519':
      return imported(generateEncoded('x25519', encodings));
    case 'x448':
      return imported(generateEncoded('x448', encodings));
    case 'rsa':
      return promisify(generateKeyPair)('rsa', { modulusLength: spec.bits }).then(exported);
    case 'rsa-pss':
      return promisify(generateKeyPair)('rsa-pss', { modulusLength: spec.bits }).then(exported);
    default:
      return generateMlDsaKey(spec.kind, random, importNodePrivateKey);
  }
}

const exported = (pair: { readonly privateKey: KeyObject; readonly publicKey: KeyObject }): GeneratedKey =>
  imported({
    privateKey: pair.privateKey.export({ format: 'der', type: 'pkcs8' }),
    publicKey: pair.publicKey.export({ format: 'der', type: 'spki' }),
  });

function imported(pair: { readonly privateKey: Buffer; readonly publicKey: Buffer }): GeneratedKey {
  const pkcs8 = bare(pair.privateKey);
  const spki = bare(pair.publicKey);
  const privateKey = importNodePrivateKey(pkcs8);
  if (privateKey === undefined) throw new Error('node:crypto does not read the key that it made');
  return { privateKey, pkcs8, spki };
}

/** The job that makes the keys encodes them: see `key-exchange/montgomery.ts` for why. The types know of no such option. */
const generateEncoded = generateKeyPairSync as unknown as (
  curve: 'x25519' | 'x448',
  options: typeof encodings,
) => { readonly privateKey: Buffer; readonly publicKey: Buffer };

const encodings = {
  privateKeyEncoding: { format: 'der', type: 'pkcs8' },
  publicKeyEncoding: { format: 'der', type: 'spki' },
} as const;
