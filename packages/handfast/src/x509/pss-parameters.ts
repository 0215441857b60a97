/** RSASSA-PSS-params: hash, mask generation and salt length of a key or signature (RFC 4055 §3.1). */

import type { DerType } from '../asn1/element.ts';
import { count } from '../asn1/integer.ts';
import type { ObjectIdentifier } from '../asn1/object-identifier.ts';
import { oid } from '../asn1/object-names.ts';
import { parseDer } from '../asn1/parse.ts';
import { defaultTo, sequence } from '../asn1/sequence.ts';
import { explicit } from '../asn1/tagging.ts';
import { ProtocolError } from '../base/errors.ts';
import type { HashName, PssParameters } from '../crypto/algorithms.ts';
import { encode } from '../wire/codec.ts';
import { type AlgorithmIdentifier, algorithmIdentifier, isNull, nullParameters } from './algorithm-identifier.ts';

/** What the parameters say; `undefined` for a hash or mask generation function that is not ours. Throws `bad_der`. */
export function decodePssParameters(der: Uint8Array): PssParameters | undefined {
  const { hashAlgorithm, maskGenAlgorithm, saltLength, trailerField } = parseDer(rsassaPssParams, der);
  if (trailerField !== 1) throw new ProtocolError('bad_der', { why: `an RSASSA-PSS trailer field of ${trailerField}` });
  const hash = hashOf(hashAlgorithm);
  const { algorithm, parameters } = maskGenAlgorithm;
  if (algorithm !== oid.mgf1 || parameters === undefined) return undefined;
  const mgfHash = hashOf(parseDer(algorithmIdentifier, parameters));
  return hash && mgfHash ? { hash, mgfHash, saltLength } : undefined;
}

/** The parameters as one DER element. */
export function encodePssParameters({ hash, mgfHash, saltLength }: PssParameters): Uint8Array {
  return encode(rsassaPssParams, {
    hashAlgorithm: hashIdentifier(hash),
    maskGenAlgorithm: mgf1(mgfHash),
    saltLength,
    trailerField: 1,
  });
}

/** The digest algorithm with NULL parameters, as RFC 4055 §2.1 has it. */
export const hashIdentifier = (hash: HashName): AlgorithmIdentifier => ({
  algorithm: oid[hash],
  parameters: nullParameters,
});

/** The digest that an identifier means; NULL parameters and none are the same (RFC 4055 §2.1). */
export function hashOf({ algorithm, parameters }: AlgorithmIdentifier): HashName | undefined {
  if (!hasHashParameters({ algorithm, parameters })) {
    throw new ProtocolError('bad_der', { why: 'parameters that a hash algorithm does not have' });
  }
  return hashes.get(algorithm);
}

/** Whether the parameters are those of a hash function: none, or NULL. RFC 4055 §2.1 */
export const hasHashParameters = ({ parameters }: AlgorithmIdentifier): boolean =>
  parameters === undefined || isNull(parameters);

const hashes: ReadonlyMap<ObjectIdentifier, HashName> = new Map(
  (['md5', 'sha1', 'sha224', 'sha256', 'sha384', 'sha512'] as const).map((hash) => [oid[hash], hash]),
);

const mgf1 = (hash: HashName): AlgorithmIdentifier => ({
  algorithm: oid.mgf1,
  parameters: encode(algorithmIdentifier, hashIdentifier(hash)),
});

interface RsassaPssParams {
  readonly hashAlgorithm: AlgorithmIdentifier;
  readonly maskGenAlgorithm: AlgorithmIdentifier;
  readonly saltLength: number;
  readonly trailerField: number;
}

const rsassaPssParams: DerType<RsassaPssParams> = sequence('RSASSA-PSS-params', {
  hashAlgorithm: defaultTo(explicit(0, algorithmIdentifier), hashIdentifier('sha1')),
  maskGenAlgorithm: defaultTo(explicit(1, algorithmIdentifier), mgf1('sha1')),
  saltLength: defaultTo(explicit(2, count), 20),
  trailerField: defaultTo(explicit(3, count), 1),
});
