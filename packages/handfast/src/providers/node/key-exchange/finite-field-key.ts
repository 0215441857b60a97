/** Diffie-Hellman keys in the only form that node:crypto exchanges them in: that of PKCS #3 §9. */

import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { positiveInteger } from '../../../asn1/integer.ts';
import { MisuseError } from '../../../base/errors.ts';
import { encode } from '../../../wire/codec.ts';
import { dhAlgorithm } from '../../../x509/dh-key.ts';
import { oneAsymmetricKey } from '../../../x509/pkcs8.ts';
import { encodePublicKey, parsePublicKey } from '../../../x509/public-key.ts';
import { asBuffer, bare } from '../bare.ts';

export interface FiniteFieldKeyPair {
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
}

/** A fresh key pair in the group of a prime. */
export function generateFiniteFieldPair(prime: Uint8Array, generator: number): FiniteFieldKeyPair {
  return generate('dh', { prime: asBuffer(prime), generator });
}

/** The public value of a key, without leading zeros. */
export function publicValueOf(publicKey: KeyObject): Uint8Array {
  const { key } = parsePublicKey(bare(publicKey.export({ format: 'der', type: 'spki' })));
  if (key.kind !== 'dh') throw new MisuseError(`a key of kind ${key.kind} has no public value`);
  return key.y;
}

/** The key with this public value in the group of a prime. Throws what OpenSSL throws when it is none. */
export function importPublicValue(prime: Uint8Array, generator: number, publicKey: Uint8Array): KeyObject {
  return importPublicValueOf({ prime, base: Uint8Array.of(generator) }, publicKey);
}

/** A prime and a generator of any size. */
export interface FiniteField {
  readonly prime: Uint8Array;
  readonly base: Uint8Array;
}

/** The same in a field that has no name. */
export function importPublicValueOf({ prime, base }: FiniteField, publicKey: Uint8Array): KeyObject {
  const encoded = encodePublicKey({ kind: 'dh', p: prime, q: undefined, g: base, y: publicKey });
  return createPublicKey({ key: asBuffer(encoded), format: 'der', type: 'spki' });
}

/**
 * The key with this private value. An import rather than `generateKeyPairSync`, which takes small generators only, or
 * `createDiffieHellman`, which proves the prime for seconds. Throws what OpenSSL throws when there is no such field.
 */
export function importPrivateValueOf({ prime, base }: FiniteField, value: Uint8Array): KeyObject {
  const privateKeyAlgorithm = dhAlgorithm({ p: prime, q: undefined, g: base });
  const encoded = encode(oneAsymmetricKey, {
    version: 1,
    privateKeyAlgorithm,
    privateKey: encode(positiveInteger, value),
  });
  return createPrivateKey({ key: asBuffer(encoded), format: 'der', type: 'pkcs8' });
}

// The types of Node.js 20 leave this kind of key out, though its documentation names it.
const generate = generateKeyPairSync as unknown as (
  type: 'dh',
  options: { readonly prime: Buffer; readonly generator: number },
) => FiniteFieldKeyPair;
