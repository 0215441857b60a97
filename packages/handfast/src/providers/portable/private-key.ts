/** Private keys on elliptic curves, which sign, agree, or both, and those of ML-DSA. RFC 5915, RFC 8410, RFC 9881 */

import { ed448, x448 } from '@noble/curves/ed448.js';
import { ed25519, x25519 } from '@noble/curves/ed25519.js';
import { objectIdentifier } from '../../asn1/object-identifier.ts';
import { oid } from '../../asn1/object-names.ts';
import { octetString } from '../../asn1/octet-string.ts';
import { parseDer } from '../../asn1/parse.ts';
import { copyOf } from '../../base/bytes.ts';
import { MisuseError, ProtocolError } from '../../base/errors.ts';
import type { CurveName, KeySpec, SignatureAlgorithm } from '../../crypto/algorithms.ts';
import type { GeneratedKey, PrivateKey } from '../../crypto/provider.ts';
import { encode } from '../../wire/codec.ts';
import { curveNamed, curveOf } from '../../x509/ec-curves.ts';
import { ecPrivateKey } from '../../x509/ec-private-key.ts';
import { type OneAsymmetricKey, oneAsymmetricKey } from '../../x509/pkcs8.ts';
import { parsePkcs8 } from '../../x509/private-key.ts';
import { encodePublicKey } from '../../x509/public-key.ts';
import { generateMlDsaKey, importMlDsaPrivateKey } from '../ml-dsa/ml-dsa.ts';
import { derSignature } from './ecdsa-signature.ts';
import { hashes } from './hash.ts';
import { unlessThrown } from './key-exchange.ts';
import { mlDsaOf } from './ml-dsa.ts';
import { nistCurves } from './nist-curves.ts';
import { random } from './random.ts';

/** `undefined` for what is malformed, and for RSA and everything else that is not here. */
export function importPortablePrivateKey(pkcs8: Uint8Array): PrivateKey | undefined {
  try {
    return keyOf(parsePkcs8(pkcs8)) ?? importMlDsaPrivateKey(mlDsaOf, pkcs8);
  } catch (error) {
    if (error instanceof ProtocolError) return undefined;
    throw error;
  }
}

/** `undefined` for RSA. */
export function generatePortableKey(spec: KeySpec): GeneratedKey | undefined {
  switch (spec.kind) {
    case 'ec':
      return generated(ecKey(spec.curve, nistCurves[spec.curve].utils.randomSecretKey()));
    case 'ed25519':
    case 'ed448':
      return generated(edwardsKey(spec.kind, edwardsCurves[spec.kind].utils.randomSecretKey()));
    case 'x25519':
    case 'x448':
      return generated(montgomeryKey(spec.kind, montgomeryCurves[spec.kind].utils.randomSecretKey()));
    case 'ml-dsa-44':
    case 'ml-dsa-65':
    case 'ml-dsa-87':
      return generateMlDsaKey(spec.kind, random, importPortablePrivateKey);
    default:
      return undefined;
  }
}

const edwardsCurves = { ed25519, ed448 } as const;
const montgomeryCurves = { x25519, x448 } as const;

function keyOf({
  privateKeyAlgorithm: { algorithm, parameters },
  privateKey,
}: OneAsymmetricKey): PrivateKey | undefined {
  if (algorithm === oid.Ed25519 || algorithm === oid.Ed448) {
    const kind = algorithm === oid.Ed25519 ? 'ed25519' : 'ed448';
    const secret = copyOf(parseDer(octetString, privateKey, 'malformed_key'));
    return secret.length === edwardsCurves[kind].lengths.secretKey ? edwardsKey(kind, secret).privateKey : undefined;
  }
  if (algorithm === oid.X25519 || algorithm === oid.X448) {
    const kind = algorithm === oid.X25519 ? 'x25519' : 'x448';
    const secret = copyOf(parseDer(octetString, privateKey, 'malformed_key'));
    return secret.length === montgomeryCurves[kind].lengths.secretKey
      ? montgomeryKey(kind, secret).privateKey
      : undefined;
  }
  if (algorithm !== oid.ecPublicKey || parameters === undefined) return undefined;
  const curve = curveOf(parseDer(objectIdentifier, parameters, 'malformed_key'));
  const secret = copyOf(parseDer(ecPrivateKey, privateKey, 'malformed_key').privateKey);
  if (curve === undefined || !nistCurves[curve.name].utils.isValidSecretKey(secret)) return undefined;
  return ecKey(curve.name, secret).privateKey;
}

/** A key with what PKCS #8 says of it. */
interface Described {
  readonly privateKey: PrivateKey;
  readonly algorithm: OneAsymmetricKey['privateKeyAlgorithm'];
  readonly content: Uint8Array;
}

function ecKey(name: CurveName, secret: Uint8Array): Described {
  const curve = nistCurves[name];
  const point = curve.getPublicKey(secret, false);
  const privateKey: PrivateKey = {
    info: { kind: 'ec', curve: name, point },
    sign(algorithm, data) {
      if (algorithm.kind !== 'ecdsa') throw cannotSign('ec', algorithm);
      const digest = hashes[algorithm.hash](data);
      return derSignature(curve.sign(digest, secret, { prehash: false, lowS: false, format: 'compact' }));
    },
    agree(share) {
      if (share[0] !== 4 || !curve.utils.isValidPublicKey(share, false)) return undefined;
      return curve.getSharedSecret(secret, share, true).slice(1);
    },
  };
  const parameters = encode(objectIdentifier, curveNamed(name).identifier);
  const content = encode(ecPrivateKey, { version: 1, privateKey: secret, publicKey: point });
  return { privateKey, algorithm: { algorithm: oid.ecPublicKey, parameters }, content };
}

function edwardsKey(kind: keyof typeof edwardsCurves, secret: Uint8Array): Described {
  const curve = edwardsCurves[kind];
  const privateKey: PrivateKey = {
    info: { kind, bytes: curve.getPublicKey(secret) },
    sign(algorithm, data) {
      if (algorithm.kind !== kind) throw cannotSign(kind, algorithm);
      return curve.sign(data, secret);
    },
  };
  const algorithm = { algorithm: kind === 'ed25519' ? oid.Ed25519 : oid.Ed448, parameters: undefined };
  return { privateKey, algorithm, content: encode(octetString, secret) };
}

function montgomeryKey(kind: keyof typeof montgomeryCurves, secret: Uint8Array): Described {
  const curve = montgomeryCurves[kind];
  const privateKey: PrivateKey = {
    info: { kind, bytes: curve.getPublicKey(secret) },
    sign(algorithm) {
      throw cannotSign(kind, algorithm);
    },
    agree: (share) => unlessThrown(() => curve.getSharedSecret(secret, share)),
  };
  const algorithm = { algorithm: kind === 'x25519' ? oid.X25519 : oid.X448, parameters: undefined };
  return { privateKey, algorithm, content: encode(octetString, secret) };
}

function generated({ privateKey, algorithm, content }: Described): GeneratedKey {
  const pkcs8 = encode(oneAsymmetricKey, { version: 1, privateKeyAlgorithm: algorithm, privateKey: content });
  return { privateKey, pkcs8, spki: encodePublicKey(privateKey.info) };
}

const cannotSign = (kind: string, algorithm: SignatureAlgorithm): MisuseError =>
  new MisuseError(`a key of kind ${kind} does not sign ${algorithm.kind}`);
