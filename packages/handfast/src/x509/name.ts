/** Distinguished names (RFC 5280 §4.1.2.4). */

import { any } from '../asn1/any.ts';
import { translated } from '../asn1/capture.ts';
import { choice } from '../asn1/choice.ts';
import type { DerType, Tagged } from '../asn1/element.ts';
import { sequenceOf, setOf } from '../asn1/list.ts';
import { type ObjectIdentifier, objectIdentifier } from '../asn1/object-identifier.ts';
import { sequence } from '../asn1/sequence.ts';
import {
  bmpString,
  ia5String,
  numericString,
  printableString,
  teletexString,
  universalString,
  utf8String,
  visibleString,
} from '../asn1/strings.ts';
import { encode } from '../wire/codec.ts';

/** A name, from the root of the directory down; `rdnSequence` is empty for the empty name. */
export interface Name {
  readonly rdnSequence: readonly RelativeDistinguishedName[];
  /** The whole Name element, as it was received or would be sent. */
  readonly der: Uint8Array;
}

/** Attributes that name one entry together; nearly always a single one. */
export type RelativeDistinguishedName = readonly AttributeTypeAndValue[];

/** One attribute, such as a common name. */
export interface AttributeTypeAndValue {
  readonly type: ObjectIdentifier;
  readonly value: AttributeValue;
}

/** The text and its string type, so that it encodes back to the same bytes; any other type as its whole DER element. */
export type AttributeValue =
  | { readonly kind: StringKind; readonly value: string }
  | { readonly kind: 'other'; readonly value: Uint8Array };

/** The string types that occur in names. */
export type StringKind =
  | 'utf8String'
  | 'printableString'
  | 'teletexString'
  | 'ia5String'
  | 'numericString'
  | 'visibleString'
  | 'universalString'
  | 'bmpString';

/** On the wire; the frequent types first. */
export const attributeValue: DerType<AttributeValue> = choice('AttributeValue', {
  printableString,
  utf8String,
  ia5String,
  teletexString,
  bmpString,
  numericString,
  visibleString,
  universalString,
  other: any,
});

const attributeTypeAndValue: DerType<AttributeTypeAndValue> = sequence('AttributeTypeAndValue', {
  type: objectIdentifier,
  value: attributeValue,
});

/** On the wire: at least one attribute, sorted. */
export const relativeDistinguishedName: Tagged<RelativeDistinguishedName> = setOf(attributeTypeAndValue, 1);

const rdnSequence: DerType<readonly RelativeDistinguishedName[]> = sequenceOf(relativeDistinguishedName);

/** On the wire. */
export const name: DerType<Name> = {
  ...translated(
    rdnSequence,
    (value, der): Name => ({ rdnSequence: value, der }),
    (value) => value.rdnSequence,
  ),
  name: 'Name',
};

/** The name made of these parts. Throws `MisuseError` where a text does not fit its string type. */
export const nameOf = (parts: readonly RelativeDistinguishedName[]): Name => ({
  rdnSequence: parts,
  der: encode(rdnSequence, parts),
});
