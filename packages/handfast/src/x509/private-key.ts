/** Private keys in each of their forms, brought into the one that providers take: PKCS #8 in DER. */

import { universal } from '../asn1/identifier.ts';
import { objectIdentifier } from '../asn1/object-identifier.ts';
import { oid } from '../asn1/object-names.ts';
import { octetString } from '../asn1/octet-string.ts';
import { parseDer } from '../asn1/parse.ts';
import { type PemObject, parsePem } from '../asn1/pem.ts';
import { MisuseError, ProtocolError } from '../base/errors.ts';
import { encode } from '../wire/codec.ts';
import { nullParameters } from './algorithm-identifier.ts';
import { dhPrivateValue } from './dh-key.ts';
import { curveOf } from './ec-curves.ts';
import { ecPrivateKey } from './ec-private-key.ts';
import { readMlDsaKey } from './ml-dsa-private-key.ts';
import { type OneAsymmetricKey, oneAsymmetricKey } from './pkcs8.ts';
import { rsaPrivateKey } from './rsa-key.ts';

/**
 * The first private key of a PEM text: `PRIVATE KEY`, `RSA PRIVATE KEY` (PKCS #1) or `EC PRIVATE KEY` (SEC 1).
 * Throws `bad_pem` and `malformed_key`, and `MisuseError` when there is none or it is encrypted.
 */
export function pkcs8FromPem(text: string): Uint8Array {
  for (const object of parsePem(text)) {
    const convert = forms[object.label];
    if (convert) return convert(object);
  }
  throw new MisuseError('no private key in this PEM text');
}

/** A private key in DER, in whichever of the three forms. Throws `malformed_key`. */
export function pkcs8FromDer(der: Uint8Array): Uint8Array {
  if (!startsWithInteger(der)) throw malformed('not a private key, or an encrypted one');
  // version INTEGER is one byte in all three; what follows it tells them apart.
  const second = der[headerLength(der) + 3];
  if (second === universal.integer) return fromPkcs1(der);
  return second === universal.octetString ? fromSec1(der) : fromPkcs8(der);
}

/** Parses a PKCS #8 key and what is inside of it, as far as the algorithm is known. Throws `malformed_key`. */
export function parsePkcs8(der: Uint8Array): OneAsymmetricKey {
  const key = parseDer(oneAsymmetricKey, der, 'malformed_key');
  checkContent(key);
  return key;
}

const forms: Readonly<Record<string, ((object: PemObject) => Uint8Array) | undefined>> = {
  'PRIVATE KEY': ({ bytes }) => fromPkcs8(bytes),
  'RSA PRIVATE KEY': (object) => fromPkcs1(plain(object)),
  'EC PRIVATE KEY': (object) => fromSec1(plain(object)),
  'ENCRYPTED PRIVATE KEY': () => {
    throw new MisuseError('the private key is encrypted: decrypt it with its password first');
  },
};

/** OpenSSL once encrypted with a key that is one MD5 of the password: we do not. */
function plain({ label, headers, bytes }: PemObject): Uint8Array {
  if (headers.length === 0) return bytes;
  throw new MisuseError(`this ${label} is encrypted in the old way: convert it with "openssl pkcs8 -topk8"`);
}

function fromPkcs8(der: Uint8Array): Uint8Array {
  parsePkcs8(der);
  return der;
}

function fromPkcs1(der: Uint8Array): Uint8Array {
  parseDer(rsaPrivateKey, der, 'malformed_key');
  return encode(oneAsymmetricKey, {
    version: 1,
    privateKeyAlgorithm: { algorithm: oid.rsaEncryption, parameters: nullParameters },
    privateKey: der,
  });
}

function fromSec1(der: Uint8Array): Uint8Array {
  const { parameters, ...key } = parseDer(ecPrivateKey, der, 'malformed_key');
  if (parameters === undefined) throw malformed('an EC key that does not name its curve');
  const whole: OneAsymmetricKey = {
    version: 1,
    privateKeyAlgorithm: { algorithm: oid.ecPublicKey, parameters: encode(objectIdentifier, parameters) },
    privateKey: encode(ecPrivateKey, key),
  };
  checkContent(whole);
  return encode(oneAsymmetricKey, whole);
}

function checkContent(key: OneAsymmetricKey): void {
  const { privateKeyAlgorithm, privateKey } = key;
  const { algorithm, parameters } = privateKeyAlgorithm;
  switch (algorithm) {
    case oid.rsaEncryption:
    case oid.rsassaPss:
      parseDer(rsaPrivateKey, privateKey, 'malformed_key');
      return;
    case oid.ecPublicKey:
      return checkEc(parameters, privateKey);
    case oid.Ed25519:
    case oid.Ed448:
    case oid.X25519:
    case oid.X448:
      parseDer(octetString, privateKey, 'malformed_key');
      return;
    case oid.dhPublicNumber:
    case oid.dhKeyAgreement:
      if (dhPrivateValue(key) === undefined) throw malformed('a Diffie-Hellman key that does not name its field');
      return;
    default:
      readMlDsaKey(key);
  }
}

function checkEc(parameters: Uint8Array | undefined, privateKey: Uint8Array): void {
  if (parameters === undefined) throw malformed('an EC key that does not name its curve');
  const curve = parseDer(objectIdentifier, parameters, 'malformed_key');
  const key = parseDer(ecPrivateKey, privateKey, 'malformed_key');
  if (key.parameters !== undefined && key.parameters !== curve) throw malformed('an EC key that names two curves');
  const size = curveOf(curve)?.size;
  if (size !== undefined && key.privateKey.length !== size) throw malformed(`an EC key that is not ${size} bytes long`);
}

function startsWithInteger(der: Uint8Array): boolean {
  const at = headerLength(der);
  return der[0] === universal.sequence && der[at] === universal.integer && der[at + 1] === 1;
}

function headerLength(der: Uint8Array): number {
  const first = der[1] ?? 0;
  return first < 0x80 ? 2 : 2 + (first & 0x7f);
}

const malformed = (why: string): ProtocolError => new ProtocolError('malformed_key', { why });
