/** PBES2: encryption under a password, by PBKDF2 and AES-CBC (RFC 8018 §6.2, appendix A.4). */

import { choice } from '../../asn1/choice.ts';
import type { DerType } from '../../asn1/element.ts';
import { count } from '../../asn1/integer.ts';
import type { ObjectIdentifier } from '../../asn1/object-identifier.ts';
import { oid } from '../../asn1/object-names.ts';
import { octetString } from '../../asn1/octet-string.ts';
import { parseDer } from '../../asn1/parse.ts';
import { defaultTo, optional, sequence } from '../../asn1/sequence.ts';
import { MisuseError, ProtocolError } from '../../base/errors.ts';
import type { HashName } from '../../crypto/algorithms.ts';
import type { CryptoProvider } from '../../crypto/provider.ts';
import { encode } from '../../wire/codec.ts';
import { type AlgorithmIdentifier, algorithmIdentifier, isNull, nullParameters } from '../algorithm-identifier.ts';
import { decryptCbc, encryptCbc } from './cbc.ts';
import { pbkdf2 } from './pbkdf2.ts';

/** More would be a way to keep us busy: a key file that needs this many is not one to open unasked. */
export const maximumIterations = 10_000_000;

/**
 * What was encrypted under a password; `undefined` when the password is wrong (or, once in 256 times, garbage).
 * Throws `bad_der` for parameters that are not PBES2, `MisuseError` for algorithms that are not ours.
 */
export function decryptPbes2(
  provider: CryptoProvider,
  identifier: AlgorithmIdentifier,
  ciphertext: Uint8Array,
  password: Uint8Array,
): Uint8Array | undefined {
  if (identifier.algorithm !== oid.pbes2 || !identifier.parameters) {
    throw new MisuseError('only PBES2 encryption is known: convert with a current version of OpenSSL');
  }
  const { keyDerivationFunc, encryptionScheme } = parseDer(pbes2Params, identifier.parameters);
  const { size, iv } = schemeOf(encryptionScheme);
  const key = deriveKey(provider, keyDerivationFunc, password, size);
  return decryptCbc(key, iv, ciphertext);
}

/** How it was encrypted, and the ciphertext. */
export interface Encrypted {
  readonly algorithm: AlgorithmIdentifier;
  readonly ciphertext: Uint8Array;
}

/** Encrypts under a password: AES-256, PBKDF2 with SHA-256 and random salt. */
export function encryptPbes2(
  provider: CryptoProvider,
  plaintext: Uint8Array,
  password: Uint8Array,
  iterations: number,
): Encrypted {
  if (!Number.isInteger(iterations) || iterations < 1) throw new MisuseError(`${iterations} iterations are none`);
  const salt = provider.random(16).slice();
  const iv = provider.random(16).slice();
  const key = pbkdf2(provider, password, { hash: 'sha256', salt, iterations, length: 32 });
  const kdf: Pbkdf2Params = {
    salt: { kind: 'specified', value: salt },
    iterationCount: iterations,
    keyLength: undefined,
    prf: { algorithm: oid.hmacWithSHA256, parameters: nullParameters },
  };
  const parameters = encode(pbes2Params, {
    keyDerivationFunc: { algorithm: oid.pbkdf2, parameters: encode(pbkdf2Params, kdf) },
    encryptionScheme: { algorithm: oid['aes256-CBC'], parameters: encode(octetString, iv) },
  });
  return { algorithm: { algorithm: oid.pbes2, parameters }, ciphertext: encryptCbc(key, iv, plaintext) };
}

/** The key that PBKDF2 parameters and a password give. Throws like `decryptPbes2`. */
export function deriveKey(
  provider: CryptoProvider,
  { algorithm, parameters }: AlgorithmIdentifier,
  password: Uint8Array,
  length: number,
): Uint8Array {
  if (algorithm !== oid.pbkdf2 || !parameters) throw new MisuseError(`the key derivation ${algorithm} is not known`);
  const { salt, iterationCount: iterations, keyLength, prf } = parseDer(pbkdf2Params, parameters);
  if (salt.kind !== 'specified') throw new MisuseError('a salt from elsewhere is not known');
  if (iterations < 1 || (keyLength !== undefined && keyLength !== length)) {
    throw new ProtocolError('bad_der', { why: 'parameters of PBKDF2 that cannot be' });
  }
  if (iterations > maximumIterations) throw new MisuseError(`${iterations} iterations of PBKDF2 are too many`);
  return pbkdf2(provider, password, { hash: hashOfPrf(prf), salt: salt.value, iterations, length });
}

function schemeOf({ algorithm, parameters }: AlgorithmIdentifier): { size: number; iv: Uint8Array } {
  const size = keySizes.get(algorithm);
  if (size === undefined || !parameters) throw new MisuseError(`the cipher ${algorithm} is not known`);
  const iv = parseDer(octetString, parameters);
  if (iv.length !== 16) throw new ProtocolError('bad_der', { why: 'an initialization vector that is not one block' });
  return { size, iv };
}

/** The hash of an HMAC that an identifier names. Throws `MisuseError` for any other function. */
export function hashOfPrf({ algorithm, parameters }: AlgorithmIdentifier): HashName {
  const hash = prfs.get(algorithm);
  if (!hash) throw new MisuseError(`the pseudorandom function ${algorithm} is not known`);
  if (parameters !== undefined && !isNull(parameters)) {
    throw new ProtocolError('bad_der', { why: 'parameters that HMAC does not have' });
  }
  return hash;
}

const keySizes: ReadonlyMap<ObjectIdentifier, number> = new Map([
  [oid['aes128-CBC'], 16],
  [oid['aes192-CBC'], 24],
  [oid['aes256-CBC'], 32],
]);

const prfs: ReadonlyMap<ObjectIdentifier, HashName> = new Map([
  [oid.hmacWithSHA1, 'sha1'],
  [oid.hmacWithSHA224, 'sha224'],
  [oid.hmacWithSHA256, 'sha256'],
  [oid.hmacWithSHA384, 'sha384'],
  [oid.hmacWithSHA512, 'sha512'],
]);

interface Pbkdf2Params {
  readonly salt:
    | { readonly kind: 'specified'; readonly value: Uint8Array }
    | { readonly kind: 'otherSource'; readonly value: AlgorithmIdentifier };
  readonly iterationCount: number;
  readonly keyLength: number | undefined;
  readonly prf: AlgorithmIdentifier;
}

const pbkdf2Params: DerType<Pbkdf2Params> = sequence('PBKDF2-params', {
  salt: choice('salt', { specified: octetString, otherSource: algorithmIdentifier }),
  iterationCount: count,
  keyLength: optional(count),
  prf: defaultTo(algorithmIdentifier, { algorithm: oid.hmacWithSHA1, parameters: nullParameters }),
});

const pbes2Params = sequence('PBES2-params', {
  keyDerivationFunc: algorithmIdentifier,
  encryptionScheme: algorithmIdentifier,
});
