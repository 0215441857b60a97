/** How the key of each algorithm is laid out (RFC 3279 §2.3, RFC 4055 §1.2, RFC 5480 §2, RFC 8410 §4, RFC 9881 §4). */

import { bitStringContaining, bitStringOfBytes } from '../asn1/bit-string.ts';
import { captured } from '../asn1/capture.ts';
import type { DerType } from '../asn1/element.ts';
import { positiveInteger } from '../asn1/integer.ts';
import { type ObjectIdentifier, objectIdentifier } from '../asn1/object-identifier.ts';
import { oid } from '../asn1/object-names.ts';
import { parseDer } from '../asn1/parse.ts';
import { sequence } from '../asn1/sequence.ts';
import { MisuseError, ProtocolError } from '../base/errors.ts';
import { mlDsaKeyLength, type PublicKeyInfo } from '../crypto/algorithms.ts';
import { encode } from '../wire/codec.ts';
import type { Reader } from '../wire/reader.ts';
import { type AlgorithmIdentifier, isNull, nullParameters } from './algorithm-identifier.ts';
import { dhAlgorithm, dhDomainOf } from './dh-key.ts';
import { curveNamed, curveOf, isPoint } from './ec-curves.ts';
import { decodePssParameters, encodePssParameters } from './pss-parameters.ts';
import { type RSAPublicKey, rsaPublicKey } from './rsa-key.ts';

interface KeyBits {
  readonly subjectPublicKey: Uint8Array;
  readonly key: PublicKeyInfo;
}

type Parameters = AlgorithmIdentifier['parameters'];

/** Reads `subjectPublicKey` as its algorithm has it. Throws `bad_der`. */
export function readKey(input: Reader, { algorithm, parameters }: AlgorithmIdentifier): KeyBits {
  const read = readers.get(algorithm);
  if (read) return read(input, parameters);
  return { subjectPublicKey: readBits(input), key: { kind: 'unknown', algorithm } };
}

/** The algorithm and the bits of a key. Throws `MisuseError` for an unknown one. */
export function encodeKey(key: PublicKeyInfo): { algorithm: AlgorithmIdentifier; subjectPublicKey: Uint8Array } {
  switch (key.kind) {
    case 'rsa':
      return {
        algorithm: { algorithm: oid.rsaEncryption, parameters: nullParameters },
        subjectPublicKey: rsaBits(key),
      };
    case 'rsa-pss': {
      const parameters = key.parameters && encodePssParameters(key.parameters);
      return { algorithm: { algorithm: oid.rsassaPss, parameters }, subjectPublicKey: rsaBits(key) };
    }
    case 'ec': {
      const parameters = encode(objectIdentifier, curveNamed(key.curve).identifier);
      return { algorithm: { algorithm: oid.ecPublicKey, parameters }, subjectPublicKey: key.point };
    }
    case 'dsa': {
      const parameters = encode(dssParms, { p: key.p, q: key.q, g: key.g });
      return { algorithm: { algorithm: oid.dsa, parameters }, subjectPublicKey: encode(positiveInteger, key.y) };
    }
    case 'dh':
      return { algorithm: dhAlgorithm(key), subjectPublicKey: encode(positiveInteger, key.y) };
    case 'unknown':
      throw new MisuseError(`a key of the unknown algorithm ${key.algorithm} cannot be encoded`);
    default:
      return { algorithm: { algorithm: octetKeys[key.kind].identifier }, subjectPublicKey: key.bytes };
  }
}

function readRsa(input: Reader, parameters: Parameters): KeyBits {
  if (!isNull(parameters)) throw refused('RSA keys must have NULL parameters');
  const { value, der } = input.field('subjectPublicKey', rsaKeyBits);
  return { subjectPublicKey: der, key: { kind: 'rsa', modulus: value.modulus, exponent: value.publicExponent } };
}

function readPss(input: Reader, parameters: Parameters): KeyBits {
  const { value, der } = input.field('subjectPublicKey', rsaKeyBits);
  const { modulus, publicExponent: exponent } = value;
  if (parameters === undefined) {
    return { subjectPublicKey: der, key: { kind: 'rsa-pss', modulus, exponent, parameters: undefined } };
  }
  const decoded = decodePssParameters(parameters);
  const unknown: PublicKeyInfo = { kind: 'unknown', algorithm: oid.rsassaPss };
  return {
    subjectPublicKey: der,
    key: decoded ? { kind: 'rsa-pss', modulus, exponent, parameters: decoded } : unknown,
  };
}

/** Named curves only: explicit parameters let an attacker choose the generator (CVE-2020-0601). RFC 5480 §2.1.1 */
function readEc(input: Reader, parameters: Parameters): KeyBits {
  if (parameters === undefined || !objectIdentifier.accepts(parameters[0] as number)) {
    throw refused('EC keys must name their curve');
  }
  const identifier = parseDer(objectIdentifier, parameters);
  const curve = curveOf(identifier);
  const point = readBits(input);
  if (!curve) return { subjectPublicKey: point, key: { kind: 'unknown', algorithm: identifier } };
  if (!isPoint(curve, point)) throw refused(`not the form of a point on ${curve.name}`);
  return { subjectPublicKey: point, key: { kind: 'ec', curve: curve.name, point } };
}

function readDsa(input: Reader, parameters: Parameters): KeyBits {
  const { value: y, der } = input.field('subjectPublicKey', integerBits);
  // Parameters that are inherited from the issuer (RFC 3279 §2.3.2) are history.
  if (parameters === undefined) return { subjectPublicKey: der, key: { kind: 'unknown', algorithm: oid.dsa } };
  return { subjectPublicKey: der, key: { kind: 'dsa', ...parseDer(dssParms, parameters), y } };
}

const readDh =
  (algorithm: ObjectIdentifier) =>
  (input: Reader, parameters: Parameters): KeyBits => {
    const { value: y, der } = input.field('subjectPublicKey', integerBits);
    const domain = dhDomainOf({ algorithm, parameters });
    return { subjectPublicKey: der, key: domain ? { kind: 'dh', ...domain, y } : { kind: 'unknown', algorithm } };
  };

/** Keys that are bytes of a fixed length, without parameters. */
const octetKeys = {
  ed25519: { identifier: oid.Ed25519, length: 32 },
  ed448: { identifier: oid.Ed448, length: 57 },
  x25519: { identifier: oid.X25519, length: 32 },
  x448: { identifier: oid.X448, length: 56 },
  'ml-dsa-44': { identifier: oid['ML-DSA-44'], length: mlDsaKeyLength['ml-dsa-44'] },
  'ml-dsa-65': { identifier: oid['ML-DSA-65'], length: mlDsaKeyLength['ml-dsa-65'] },
  'ml-dsa-87': { identifier: oid['ML-DSA-87'], length: mlDsaKeyLength['ml-dsa-87'] },
} as const;

type OctetKind = keyof typeof octetKeys;

const readOctets =
  (kind: OctetKind, length: number) =>
  (input: Reader, parameters: Parameters): KeyBits => {
    if (parameters !== undefined) throw refused(`${kind} keys must not have parameters`);
    const bytes = readBits(input);
    if (bytes.length !== length) throw refused(`${kind} keys have ${length} bytes`);
    return { subjectPublicKey: bytes, key: { kind, bytes } };
  };

const readers: ReadonlyMap<ObjectIdentifier, (input: Reader, parameters: Parameters) => KeyBits> = new Map([
  [oid.rsaEncryption, readRsa],
  [oid.rsassaPss, readPss],
  [oid.ecPublicKey, readEc],
  [oid.dsa, readDsa],
  [oid.dhPublicNumber, readDh(oid.dhPublicNumber)],
  [oid.dhKeyAgreement, readDh(oid.dhKeyAgreement)],
  ...Object.entries(octetKeys).map(
    ([kind, { identifier, length }]) => [identifier, readOctets(kind as OctetKind, length)] as const,
  ),
]);

const dssParms: DerType<{ readonly p: Uint8Array; readonly q: Uint8Array; readonly g: Uint8Array }> = sequence(
  'Dss-Parms',
  { p: positiveInteger, q: positiveInteger, g: positiveInteger },
);

const rsaKeyBits = bitStringContaining<{ value: RSAPublicKey; der: Uint8Array }>('key', captured(rsaPublicKey));
const integerBits = bitStringContaining('key', captured(positiveInteger));

const rsaBits = ({ modulus, exponent }: { modulus: Uint8Array; exponent: Uint8Array }): Uint8Array =>
  encode(rsaPublicKey, { modulus, publicExponent: exponent });

const readBits = (input: Reader): Uint8Array => input.field('subjectPublicKey', bitStringOfBytes);

const refused = (why: string): ProtocolError => new ProtocolError('bad_der', { why });
