/** Diffie-Hellman keys in finite fields: of X9.42 (RFC 3279 §2.3.3), and of PKCS #3 §9, which does not name the subgroup. */

import { bitString } from '../asn1/bit-string.ts';
import type { DerType } from '../asn1/element.ts';
import { count, positiveInteger } from '../asn1/integer.ts';
import { oid } from '../asn1/object-names.ts';
import { parseDer } from '../asn1/parse.ts';
import { optional, sequence } from '../asn1/sequence.ts';
import type { PublicKeyInfo } from '../crypto/algorithms.ts';
import { encode } from '../wire/codec.ts';
import type { AlgorithmIdentifier } from './algorithm-identifier.ts';
import type { OneAsymmetricKey } from './pkcs8.ts';

/** A public key of this kind. */
export type DhPublicKey = PublicKeyInfo & { readonly kind: 'dh' };

/** What a field is: prime and generator, and the order of what that generates, where it is known. */
export type DhDomain = Pick<DhPublicKey, 'p' | 'q' | 'g'>;

/** The algorithms of such keys. */
export const isDhAlgorithm = (algorithm: string): boolean =>
  algorithm === oid.dhPublicNumber || algorithm === oid.dhKeyAgreement;

/** Throws `bad_der`; `undefined` without parameters, which then would be those of the issuer. */
export function dhDomainOf({ algorithm, parameters }: AlgorithmIdentifier): DhDomain | undefined {
  if (parameters === undefined) return undefined;
  if (algorithm === oid.dhKeyAgreement) {
    const { prime, base } = parseDer(dhParameter, parameters);
    return { p: prime, q: undefined, g: base };
  }
  const { p, g, q } = parseDer(domainParameters, parameters);
  return { p, q, g };
}

/** X9.42 where the order is known, PKCS #3 where it is not. */
export function dhAlgorithm({ p, q, g }: DhDomain): AlgorithmIdentifier {
  if (q === undefined) {
    const parameters = encode(dhParameter, { prime: p, base: g, privateValueLength: undefined });
    return { algorithm: oid.dhKeyAgreement, parameters };
  }
  const parameters = encode(domainParameters, { p, g, q, j: undefined, validationParms: undefined });
  return { algorithm: oid.dhPublicNumber, parameters };
}

/** The field and the private value of a PKCS #8 key, a secret; `undefined` when it is another kind of key. Throws `bad_der`. */
export function dhPrivateValue(
  key: OneAsymmetricKey,
): { readonly domain: DhDomain; readonly value: Uint8Array } | undefined {
  const { privateKeyAlgorithm, privateKey } = key;
  const domain = isDhAlgorithm(privateKeyAlgorithm.algorithm) ? dhDomainOf(privateKeyAlgorithm) : undefined;
  return domain && { domain, value: parseDer(positiveInteger, privateKey, 'malformed_key') };
}

const dhParameter = sequence('DHParameter', {
  prime: positiveInteger,
  base: positiveInteger,
  privateValueLength: optional(positiveInteger),
});

const validationParms = sequence('ValidationParms', { seed: bitString, pgenCounter: count });

interface DomainParameters {
  readonly p: Uint8Array;
  readonly g: Uint8Array;
  readonly q: Uint8Array;
  /** (p - 1) / q */
  readonly j: Uint8Array | undefined;
  readonly validationParms: { readonly seed: { readonly bytes: Uint8Array }; readonly pgenCounter: number } | undefined;
}

const domainParameters: DerType<DomainParameters> = sequence('DomainParameters', {
  p: positiveInteger,
  g: positiveInteger,
  q: positiveInteger,
  j: optional(positiveInteger),
  validationParms: optional(validationParms),
});
