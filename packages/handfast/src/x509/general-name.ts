/** GeneralName: a name of one of nine forms (RFC 5280 §4.2.1.6). */

import { any, contents } from '../asn1/any.ts';
import { choice } from '../asn1/choice.ts';
import type { DerType, Tagged } from '../asn1/element.ts';
import { many, sequenceOf } from '../asn1/list.ts';
import { type ObjectIdentifier, objectIdentifier } from '../asn1/object-identifier.ts';
import { octetString } from '../asn1/octet-string.ts';
import { sequence } from '../asn1/sequence.ts';
import { ia5String } from '../asn1/strings.ts';
import { explicit, implicit } from '../asn1/tagging.ts';
import { type Name, name } from './name.ts';

/** Which form, and the name in it. */
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

/** Names of any forms. */
export type GeneralNames = readonly GeneralName[];

/** A name of a form that somebody else has defined. */
export interface OtherName {
  readonly typeId: ObjectIdentifier;
  /** The value as one whole DER element. */
  readonly value: Uint8Array;
}

const otherName: Tagged<OtherName> = sequence('OtherName', { typeId: objectIdentifier, value: explicit(0, any) });

/** On the wire; the frequent forms first. */
export const generalName: DerType<GeneralName> = choice('GeneralName', {
  dNSName: implicit(2, ia5String),
  uniformResourceIdentifier: implicit(6, ia5String),
  iPAddress: implicit(7, octetString),
  rfc822Name: implicit(1, ia5String),
  directoryName: explicit(4, name),
  otherName: implicit(0, otherName),
  x400Address: implicit(3, contents),
  ediPartyName: implicit(5, contents),
  registeredID: implicit(8, objectIdentifier),
});

/** At least one name, and not many. */
export const generalNames: Tagged<GeneralNames> = sequenceOf(generalName, 1);

/** At least one name, for all that a certificate is for. */
export const manyGeneralNames: Tagged<GeneralNames> = sequenceOf(generalName, 1, many);
