/** GeneralName: a name of one of nine forms (RFC 5280 §4.2.1.6). */

import type { ObjectIdentifier } from '../asn1/object-identifier.ts';
import type { Name } from './name.ts';

export type GeneralName =
  | { readonly kind: 'otherName'; readonly value: OtherName }
  | { readonly kind: 'rfc822Name'; readonly value: string }
  | { readonly kind: 'dNSName'; readonly value: string }
  /** Content octets: nobody uses X.400 names. */
  | { readonly kind: 'x400Address'; readonly value: Uint8Array }
  | { readonly kind: 'directoryName'; readonly value: Name }
  /** Content octets: nobody uses EDI party names. */
  | { readonly kind: 'ediPartyName'; readonly value: Uint8Array }
  | { readonly kind: 'uniformResourceIdentifier'; readonly value: string }
  /** 4 or 16 bytes; twice as many (address, mask) in name constraints. Any other length is kept for the verifier. */
  | { readonly kind: 'iPAddress'; readonly value: Uint8Array }
  | { readonly kind: 'registeredID'; readonly value: ObjectIdentifier };

export type GeneralNames = readonly GeneralName[];

export interface OtherName {
  readonly typeId: ObjectIdentifier;
  /** The value as one whole DER element. */
  readonly value: Uint8Array;
}
