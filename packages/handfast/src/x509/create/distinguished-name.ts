/** Distinguished names from plain values (RFC 5280 §4.1.2.4, appendix A.1). */

import { oid } from '../../asn1/object-names.ts';
import { type AttributeTypeAndValue, type Name, nameOf, type StringKind } from '../name.ts';

/** The attributes that names are usually made of, by their RFC names. */
export interface NameAttributes {
  readonly countryName?: string | undefined;
  readonly stateOrProvinceName?: string | undefined;
  readonly localityName?: string | undefined;
  readonly streetAddress?: string | undefined;
  readonly postalCode?: string | undefined;
  readonly organizationName?: string | undefined;
  readonly organizationalUnitName?: string | undefined;
  readonly domainComponent?: string | undefined;
  readonly userId?: string | undefined;
  readonly serialNumber?: string | undefined;
  readonly title?: string | undefined;
  readonly givenName?: string | undefined;
  readonly surname?: string | undefined;
  readonly commonName?: string | undefined;
  readonly emailAddress?: string | undefined;
}

/** The name with these attributes, one after another in the order given. Throws `MisuseError` for impossible texts. */
export function distinguishedName(attributes: NameAttributes): Name {
  const entries = Object.entries(attributes) as [keyof NameAttributes, string | undefined][];
  return nameOf(entries.flatMap(([name, value]) => (value === undefined ? [] : [[attributeOf(name, value)]])));
}

function attributeOf(name: keyof NameAttributes, value: string): AttributeTypeAndValue {
  return { type: oid[name], value: { kind: stringKinds[name] ?? 'utf8String', value } };
}

/** Attributes whose string type is fixed. All others are a choice, of which UTF8String is the one to take. */
const stringKinds: Partial<Record<keyof NameAttributes, StringKind>> = {
  countryName: 'printableString',
  serialNumber: 'printableString',
  domainComponent: 'ia5String',
  emailAddress: 'ia5String',
};
