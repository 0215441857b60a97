/** EncryptedPrivateKeyInfo: a PKCS #8 key under a password (RFC 5958 §3). */

import type { DerType } from '../../asn1/element.ts';
import { octetString } from '../../asn1/octet-string.ts';
import { parseDer } from '../../asn1/parse.ts';
import { parsePem } from '../../asn1/pem.ts';
import { sequence } from '../../asn1/sequence.ts';
import { utf8 } from '../../base/bytes.ts';
import { MisuseError, ProtocolError } from '../../base/errors.ts';
import type { CryptoProvider } from '../../crypto/provider.ts';
import { encode } from '../../wire/codec.ts';
import { type AlgorithmIdentifier, algorithmIdentifier } from '../algorithm-identifier.ts';
import { parsePkcs8, pkcs8FromPem } from '../private-key.ts';
import { decryptPbes2, encryptPbes2 } from './pbes2.ts';

/** How the key is encrypted, and the ciphertext. */
export interface EncryptedPrivateKeyInfo {
  readonly encryptionAlgorithm: AlgorithmIdentifier;
  readonly encryptedData: Uint8Array;
}

/** On the wire. */
export const encryptedPrivateKeyInfo: DerType<EncryptedPrivateKeyInfo> = sequence('EncryptedPrivateKeyInfo', {
  encryptionAlgorithm: algorithmIdentifier,
  encryptedData: octetString,
});

/**
 * The PKCS #8 key in DER. Throws `malformed_key` for what is not an encrypted key, and `MisuseError` when the
 * password is wrong or the algorithms are not PBES2 with AES.
 */
export function decryptPrivateKey(provider: CryptoProvider, der: Uint8Array, password: string): Uint8Array {
  const { encryptionAlgorithm, encryptedData } = parseDer(encryptedPrivateKeyInfo, der, 'malformed_key');
  const pkcs8 = decrypt(provider, encryptionAlgorithm, encryptedData, password);
  if (!pkcs8 || !isKey(pkcs8)) throw new MisuseError('the password is wrong, or the key is damaged');
  return pkcs8;
}

/**
 * The first private key of a PEM text, encrypted or not, as PKCS #8 in DER. Throws like `pkcs8FromPem` and
 * `decryptPrivateKey`.
 */
export function pkcs8FromPemWithPassword(provider: CryptoProvider, text: string, password: string): Uint8Array {
  const encrypted = parsePem(text).find(({ label }) => label === 'ENCRYPTED PRIVATE KEY');
  return encrypted ? decryptPrivateKey(provider, encrypted.bytes, password) : pkcs8FromPem(text);
}

/** How often PBKDF2 hashes when nobody says otherwise: what OWASP recommends, and some tenths of a second. */
export const usualIterations = 600_000;

/** A PKCS #8 key under a password, in DER: AES-256-CBC, PBKDF2 with HMAC-SHA-256. */
export function encryptPrivateKey(
  provider: CryptoProvider,
  pkcs8: Uint8Array,
  password: string,
  iterations: number = usualIterations,
): Uint8Array {
  const { algorithm, ciphertext } = encryptPbes2(provider, pkcs8, utf8(password), iterations);
  return encode(encryptedPrivateKeyInfo, { encryptionAlgorithm: algorithm, encryptedData: ciphertext });
}

function decrypt(
  provider: CryptoProvider,
  algorithm: AlgorithmIdentifier,
  data: Uint8Array,
  password: string,
): Uint8Array | undefined {
  try {
    return decryptPbes2(provider, algorithm, data, utf8(password));
  } catch (error) {
    if (!(error instanceof ProtocolError)) throw error;
    throw new ProtocolError('malformed_key', error.details, { cause: error });
  }
}

function isKey(pkcs8: Uint8Array): boolean {
  try {
    parsePkcs8(pkcs8);
    return true;
  } catch (error) {
    if (error instanceof ProtocolError) return false;
    throw error;
  }
}
