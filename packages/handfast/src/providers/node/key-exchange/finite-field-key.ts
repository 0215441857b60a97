/** Diffie-Hellman public keys in the only form that node:crypto exchanges them in. PKCS #3 §9, RFC 3279 §2.3.3 */

import { createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { bitStringContaining } from '../../../asn1/bit-string.ts';
import { positiveInteger } from '../../../asn1/integer.ts';
import { objectIdentifier } from '../../../asn1/object-identifier.ts';
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
  const parameters = { prime, base: Uint8Array.of(generator), privateValueLength: undefined };
  const encoded = encode(subjectPublicKeyInfo, { algorithm: { algorithm: dhKeyAgreement, parameters }, publicKey });
  return createPublicKey({ key: asBuffer(encoded), format: 'der', type: 'spki' });
}

// The types of Node.js 20 leave this kind of key out, though its documentation names it.
const generate = generateKeyPairSync as unknown as (
  type: 'dh',
  options: { readonly prime: Buffer; readonly generator: number },
) => FiniteFieldKeyPair;

const dhKeyAgreement = '1.2.840.113549.1.3.1';

const subjectPublicKeyInfo = sequence('SubjectPublicKeyInfo', {
  algorithm: sequence('AlgorithmIdentifier', {
    algorithm: objectIdentifier,
    parameters: sequence('DHParameter', {
      prime: positiveInteger,
      base: positiveInteger,
      privateValueLength: optional(positiveInteger),
    }),
  }),
  publicKey: bitStringContaining('publicKey', positiveInteger),
});
