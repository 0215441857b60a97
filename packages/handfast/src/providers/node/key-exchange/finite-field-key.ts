/** Diffie-Hellman public keys in the only form that node:crypto exchanges them in. PKCS #3 §9, RFC 3279 §2.3.3 */

import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { bitStringContaining } from '../../../asn1/bit-string.ts';
import { count, positiveInteger } from '../../../asn1/integer.ts';
import { objectIdentifier } from '../../../asn1/object-identifier.ts';
import { octetString } from '../../../asn1/octet-string.ts';
import { parseDer } from '../../../asn1/parse.ts';
import { optional, sequence } from '../../../asn1/sequence.ts';
import { encode } from '../../../wire/codec.ts';
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
export function publicValueOf(key: KeyObject): Uint8Array {
  return parseDer(subjectPublicKeyInfo, bare(key.export({ format: 'der', type: 'spki' }))).publicKey;
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
export function importPublicValueOf(field: FiniteField, publicKey: Uint8Array): KeyObject {
  const encoded = encode(subjectPublicKeyInfo, { algorithm: algorithmOf(field), publicKey });
  return createPublicKey({ key: asBuffer(encoded), format: 'der', type: 'spki' });
}

/**
 * The key with this private value. An import rather than `generateKeyPairSync`, which takes small generators only, or
 * `createDiffieHellman`, which proves the prime for seconds. Throws what OpenSSL throws when there is no such field.
 */
export function importPrivateValueOf(field: FiniteField, value: Uint8Array): KeyObject {
  const privateKey = encode(positiveInteger, value);
  const encoded = encode(privateKeyInfo, { version: 0, privateKeyAlgorithm: algorithmOf(field), privateKey });
  return createPrivateKey({ key: asBuffer(encoded), format: 'der', type: 'pkcs8' });
}

// The types of Node.js 20 leave this kind of key out, though its documentation names it.
const generate = generateKeyPairSync as unknown as (
  type: 'dh',
  options: { readonly prime: Buffer; readonly generator: number },
) => FiniteFieldKeyPair;

const dhKeyAgreement = '1.2.840.113549.1.3.1';

const algorithmOf = (field: FiniteField) =>
  ({ algorithm: dhKeyAgreement, parameters: { ...field, privateValueLength: undefined } }) as const;

const algorithmIdentifier = sequence('AlgorithmIdentifier', {
  algorithm: objectIdentifier,
  parameters: sequence('DHParameter', {
    prime: positiveInteger,
    base: positiveInteger,
    privateValueLength: optional(positiveInteger),
  }),
});

const subjectPublicKeyInfo = sequence('SubjectPublicKeyInfo', {
  algorithm: algorithmIdentifier,
  publicKey: bitStringContaining('publicKey', positiveInteger),
});

/** RFC 5958 §2 */
const privateKeyInfo = sequence('PrivateKeyInfo', {
  version: count,
  privateKeyAlgorithm: algorithmIdentifier,
  privateKey: octetString,
});
