/** Signature schemes: the IANA registry "TLS SignatureScheme", and which key may sign with which. */

import { type CurveName, hashLength, type MlDsaName, type SignatureAlgorithm } from './algorithm-names.ts';
import { display16 } from './display.ts';
import { namedSchemes } from './schemes/named.ts';
import { algorithmSchemes } from './schemes/rows.ts';

/** One scheme that we only name. */
export interface NamedScheme {
  readonly id: number;
  readonly name: string;
  readonly negotiable: boolean;
}

/** One scheme whose signatures we can describe. */
export interface SignatureScheme extends NamedScheme {
  readonly algorithm: SignatureAlgorithm;
  /** The kind of key it takes: `rsa` is a key for any RSA use, `rsa-pss` one for PSS only (RFC 4055 §1.2). */
  readonly key: 'rsa' | 'rsa-pss' | 'ec' | 'dsa' | 'ed25519' | 'ed448' | MlDsaName;
  /** The curve that TLS 1.3 ties the scheme to; TLS 1.2 allows any curve (RFC 8446 §4.2.3). */
  readonly curve?: CurveName;
  /** Whether it may sign CertificateVerify in TLS 1.3. */
  readonly tls13: boolean;
  /** Whether we accept it in certificates alone: RSASSA-PKCS1-v1_5 in TLS 1.3. */
  readonly certificatesOnly: boolean;
  /** Of TLS 1.3 alone, and accepted only where a configuration names it: ML-DSA, and RSASSA-PKCS1-v1_5 of old devices. */
  readonly onRequest?: true;
  /** Only clients sign with it, and only with keys that name it. */
  readonly clientsOnly?: true;
}

/** Schemes that we offer and accept, be it in certificates alone. */
export type SchemeName = Extract<(typeof algorithmSchemes)[number], { negotiable: true }>['name'];

/** Every scheme that a key can be told to sign with: those of SHA-1 only where old versions are wanted. */
export type KeySchemeName = (typeof algorithmSchemes)[number]['name'];

/** Schemes that may sign CertificateVerify in TLS 1.3. */
export type SigningSchemeName = Extract<
  (typeof algorithmSchemes)[number],
  { negotiable: true; certificatesOnly: false }
>['name'];

/** Schemes whose signatures we can describe, in order of preference. */
export const signatureSchemes: readonly SignatureScheme[] = algorithmSchemes;

/** Schemes with which we can sign and verify CertificateVerify in TLS 1.3, in order of preference. */
export const negotiableSchemes: readonly SignatureScheme[] = signatureSchemes.filter(
  (scheme) => scheme.negotiable && !scheme.certificatesOnly && scheme.clientsOnly !== true,
);

/**
 * Schemes that we accept unless told otherwise, in certificates and as far as its version allows in the handshake: those
 * of old, then RSASSA-PKCS1-v1_5 (RFC 8446 §4.4.2.2).
 */
export const usualSchemes: readonly SignatureScheme[] = signatureSchemes.filter(
  (scheme) => scheme.negotiable && scheme.onRequest !== true,
);

const all: readonly NamedScheme[] = [...signatureSchemes, ...namedSchemes];
const byId = new Map(signatureSchemes.map((scheme) => [scheme.id, scheme]));
const byName = new Map(signatureSchemes.map((scheme) => [scheme.name, scheme]));
const nameById = new Map(all.map((scheme) => [scheme.id, scheme.name]));

/** A scheme whose signatures we can describe, whether or not we negotiate it. */
export const schemeById = (id: number): SignatureScheme | undefined => byId.get(id);

/** The row of a scheme that is known to exist. */
export const schemeNamed = (name: KeySchemeName): SignatureScheme => byName.get(name) as SignatureScheme;

export const isKeySchemeName = (name: string): name is KeySchemeName => byName.has(name);

export const isSchemeName = (name: string): name is SchemeName => byName.get(name)?.negotiable === true;

/** Whether a text names a scheme that may sign CertificateVerify. */
export const isSigningSchemeName = (name: string): name is SigningSchemeName =>
  negotiableSchemes.some((scheme) => scheme.name === name);

/** The name to show for a number; the pairs of RFC 5246 §7.4.1.4.1 that are no scheme read `dsa_sha256`. */
export const schemeName = (id: number): string => display16(nameById.get(id) ?? pairName(id), id);

/** Whether a key that signs so may stand for that of a certificate: one for any RSA use may not. RFC 9345 §4 */
export const isDelegable = ({ tls13, negotiable, key }: SignatureScheme): boolean =>
  tls13 && negotiable && key !== 'rsa';

/** What has to be known of a public key to judge whether a scheme fits it. */
export interface SchemeKey {
  readonly kind: string;
  readonly curve?: string;
  readonly modulus?: Uint8Array;
  readonly parameters?: { readonly hash: string; readonly mgfHash: string; readonly saltLength: number } | undefined;
}

/** Whether a key may sign CertificateVerify with this scheme in TLS 1.3, which rules out PKCS #1 v1.5 and SHA-1. */
export const schemeFits = (scheme: SignatureScheme, key: SchemeKey): boolean => scheme.tls13 && keyFits(scheme, key);

/**
 * Whether a key may sign with this scheme up to TLS 1.2, where a scheme is a pair of hash and algorithm: ECDSA on any
 * curve with any hash, and PKCS #1 v1.5 (RFC 8446 §4.2.3).
 */
export const schemeFitsClassic = (scheme: SignatureScheme, key: SchemeKey): boolean =>
  scheme.negotiable &&
  scheme.onRequest !== true &&
  (scheme.algorithm.kind === 'ecdsa' ? key.kind === 'ec' : keyFits(scheme, key));

/** Whether a key can make signatures of this scheme at all: kind, curve, PSS parameters and size. */
export function keyFits(scheme: SignatureScheme, key: SchemeKey): boolean {
  if (key.kind !== scheme.key) return false;
  const { algorithm } = scheme;
  switch (algorithm.kind) {
    case 'ecdsa':
      return scheme.curve === undefined || key.curve === scheme.curve;
    case 'rsa-pkcs1':
      return encodedLength(key) >= digestInfoPrefix + hashLength[algorithm.hash] + pkcs1Overhead;
    case 'rsa-pss':
      return bindsTo(key.parameters, algorithm) && pssFits(key, algorithm);
    default:
      return true;
  }
}

/** RFC 8017 §9.1.1 step 3: the encoded message holds hash, salt and two more bytes. */
function pssFits(key: SchemeKey, { hash, saltLength }: SignatureAlgorithm & { kind: 'rsa-pss' }): boolean {
  const length = encodedLength(key);
  // A modulus of 8k + 1 bits leaves PSS one byte less than the modulus has.
  const usable = key.modulus?.[0] === 1 ? length - 1 : length;
  return usable >= hashLength[hash] + saltLength + 2;
}

/** RFC 4055 §3.3: a key with parameters is bound to them, and its salt length is a minimum. */
function bindsTo(bound: SchemeKey['parameters'], algorithm: SignatureAlgorithm & { kind: 'rsa-pss' }): boolean {
  if (bound === undefined) return true;
  const sameHash = bound.hash === algorithm.hash && bound.mgfHash === algorithm.hash;
  return sameHash && bound.saltLength <= algorithm.saltLength;
}

const encodedLength = (key: SchemeKey): number => key.modulus?.length ?? 0;

function pairName(id: number): string | undefined {
  const hash = pairHashes[id >> 8];
  const signature = pairSignatures[id & 0xff];
  return hash === undefined || signature === undefined ? undefined : `${signature}_${hash}`;
}

const pairHashes: readonly string[] = ['none', 'md5', 'sha1', 'sha224', 'sha256', 'sha384', 'sha512'];
const pairSignatures: readonly string[] = ['anonymous', 'rsa', 'dsa', 'ecdsa'];
/** Bytes of DigestInfo before the digest, for SHA-2 (RFC 8017 §9.2 note 1), and around it (§9.2 step 3). */
const digestInfoPrefix = 19;
const pkcs1Overhead = 11;
