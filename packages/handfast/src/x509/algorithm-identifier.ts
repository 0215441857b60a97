/** AlgorithmIdentifier: which algorithm, with which parameters (RFC 5280 §4.1.1.2). */

import { any } from '../asn1/any.ts';
import { captured } from '../asn1/capture.ts';
import { type DerType, nextIdentifier } from '../asn1/element.ts';
import { type ObjectIdentifier, objectIdentifier } from '../asn1/object-identifier.ts';
import { optional, sequence } from '../asn1/sequence.ts';
import { equalBytes } from '../base/bytes.ts';

/** An algorithm by its identifier, as keys, signatures and hashes name it. */
export interface AlgorithmIdentifier {
  readonly algorithm: ObjectIdentifier;
  /** The parameters as one whole DER element; absent when the field is. */
  readonly parameters?: Uint8Array | undefined;
}

// Mostly the name of a curve, which a trace should tell.
const anyParameters: DerType<Uint8Array> = {
  ...any,
  read: (input) =>
    nextIdentifier(input) === objectIdentifier.identifier ? namedParameters.read(input).der : any.read(input),
};

const namedParameters = captured(objectIdentifier);

/** On the wire; which parameters belong to which algorithm is checked by those who know it. */
export const algorithmIdentifier: DerType<AlgorithmIdentifier> = sequence('AlgorithmIdentifier', {
  algorithm: objectIdentifier,
  parameters: optional(anyParameters),
});

/** Parameters that say nothing, as the RSA algorithms must have them. */
export const nullParameters: Uint8Array = Uint8Array.of(0x05, 0x00);

/** Whether parameters are NULL. */
export const isNull = (parameters: Uint8Array | undefined): boolean =>
  parameters !== undefined && equalBytes(parameters, nullParameters);

/** Whether two identifiers encode to the same bytes. */
export function sameAlgorithm(left: AlgorithmIdentifier, right: AlgorithmIdentifier): boolean {
  if (left.algorithm !== right.algorithm) return false;
  if (left.parameters === undefined || right.parameters === undefined) return left.parameters === right.parameters;
  return equalBytes(left.parameters, right.parameters);
}
