/** Distinguished names (RFC 5280 §4.1.2.4). */

import type { ObjectIdentifier } from '../asn1/object-identifier.ts';

/** A name, from the root of the directory down; `rdnSequence` is empty for the empty name. */
export interface Name {
  readonly rdnSequence: readonly RelativeDistinguishedName[];
  /** The whole Name element, as it was received or would be sent. */
  readonly der: Uint8Array;
}

/** Attributes that name one entry together; nearly always a single one. */
export type RelativeDistinguishedName = readonly AttributeTypeAndValue[];

export interface AttributeTypeAndValue {
  readonly type: ObjectIdentifier;
  readonly value: AttributeValue;
}

/** The text and its string type, so that it encodes back to the same bytes; any other type as its whole DER element. */
export type AttributeValue =
  | { readonly kind: StringKind; readonly value: string }
  | { readonly kind: 'other'; readonly value: Uint8Array };

export type StringKind =
  | 'utf8String'
  | 'printableString'
  | 'teletexString'
  | 'ia5String'
  | 'numericString'
  | 'visibleString'
  | 'universalString'
  | 'bmpString';
