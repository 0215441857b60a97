/** Distinguished names as people write them: `CN=example.com,O=Example`, the most specific part first (RFC 4514). */

import { distinguishedName, type Name, type NameAttributes } from 'handfast/x509';
import { usageError } from '../command-error.ts';
import { withoutMisuse } from '../misuse.ts';

/** Throws usage errors. */
export function parseDistinguishedName(text: string): Name {
  const attributes: Record<string, string> = {};
  for (const part of splitUnescaped(text, ',').toReversed()) {
    const equals = part.indexOf('=');
    const keyword = part.slice(0, equals).trim();
    const attribute = keywords[keyword.toLowerCase()];
    if (equals < 1 || attribute === undefined) {
      throw usageError(`${JSON.stringify(part)} is not part of a distinguished name`, `write ${example}`);
    }
    if (attribute in attributes) throw usageError(`the name has two ${keyword}`, 'leave one out');
    attributes[attribute] = part
      .slice(equals + 1)
      .trim()
      .replace(/\\(.)/g, '$1');
  }
  return withoutMisuse(() => distinguishedName(attributes as NameAttributes));
}

function splitUnescaped(text: string, separator: string): readonly string[] {
  const parts: string[] = [''];
  for (const token of text.match(/\\.|[^\\]|\\$/gs) ?? []) {
    if (token === separator) parts.push('');
    else parts.push(`${parts.pop()}${token}`);
  }
  return parts;
}

const example = '"CN=example.com,O=Example,C=DE"; a comma inside a value needs a backslash';

/** RFC 4514 §3, and what other programs understand. */
const keywords: Readonly<Record<string, keyof NameAttributes | undefined>> = {
  cn: 'commonName',
  o: 'organizationName',
  ou: 'organizationalUnitName',
  c: 'countryName',
  st: 'stateOrProvinceName',
  l: 'localityName',
  street: 'streetAddress',
  postalcode: 'postalCode',
  dc: 'domainComponent',
  uid: 'userId',
  serialnumber: 'serialNumber',
  title: 'title',
  gn: 'givenName',
  sn: 'surname',
  emailaddress: 'emailAddress',
};
