/** Distinguished names as people read them (RFC 4514). */

import { objectName, oid } from '../asn1/object-names.ts';
import { toHex, utf8 } from '../base/bytes.ts';
import { encode } from '../wire/codec.ts';
import { type AttributeTypeAndValue, attributeValue, type Name } from './name.ts';

/**
 * The name as RFC 4514 writes it, the most specific part first: `CN=example.com,O=Example`.
 * Whatever cannot be seen is escaped: a NUL is `\00`.
 */
export const nameText = (name: Name): string =>
  name.rdnSequence
    .map((rdn) => rdn.map(attributeText).join('+'))
    .reverse()
    .join(',');

/** The last common name of a name, if it has one. */
export function commonNameOf(name: Name): string | undefined {
  for (const { type, value } of name.rdnSequence.flat().reverse()) {
    if (type === oid.commonName && value.kind !== 'other') return value.value;
  }
  return undefined;
}

/** Text with control, invisible and direction characters as `\` and the hexadecimal of their UTF-8. */
export const visibleText = (text: string): string => text.replace(invisible, escapeBytes);

function attributeText({ type, value }: AttributeTypeAndValue): string {
  const keyword = keywords.get(type) ?? objectName(type);
  // RFC 4514 §2.4: without a keyword the value is the hexadecimal of its encoding.
  if (keyword === undefined || value.kind === 'other') {
    return `${keyword ?? type}=#${toHex(encode(attributeValue, value))}`;
  }
  return `${keyword}=${escaped(value.value)}`;
}

/** RFC 4514 §2.4 */
function escaped(text: string): string {
  return visibleText(text.replace(/[,+"\\<>;]/g, '\\$&').replace(/^[ #]| $/g, '\\$&'));
}

const invisible = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

const escapeBytes = (character: string): string => toHex(utf8(character)).replace(/../g, '\\$&');

/** RFC 4514 §3 */
const keywords: ReadonlyMap<string, string> = new Map([
  [oid.commonName, 'CN'],
  [oid.localityName, 'L'],
  [oid.stateOrProvinceName, 'ST'],
  [oid.organizationName, 'O'],
  [oid.organizationalUnitName, 'OU'],
  [oid.countryName, 'C'],
  [oid.streetAddress, 'STREET'],
  [oid.domainComponent, 'DC'],
  [oid.userId, 'UID'],
]);
