/** AlgorithmIdentifier: which algorithm, with which parameters (RFC 5280 §4.1.1.2). */

import type { ObjectIdentifier } from '../asn1/object-identifier.ts';

export interface AlgorithmIdentifier {
  readonly algorithm: ObjectIdentifier;
  /** The parameters as one whole DER element; absent when the field is. */
  readonly parameters?: Uint8Array | undefined;
}
