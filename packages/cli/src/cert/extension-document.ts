/** What an extension says, as plain JSON: bytes in hexadecimal, identifiers with their names, times in RFC 3339. */

import { type Extension, type GeneralName, generalNameText, type Name, nameText, objectName } from 'handfast/x509';
import { timeText } from '../show/certificate-facts.ts';

export interface ExtensionDocument {
  readonly oid: string;
  /** The RFC's name; `unknown` when it is not one of ours. */
  readonly name: string;
  readonly critical: boolean;
  readonly value: unknown;
  /** The bytes of extnValue in hexadecimal. */
  readonly hex: string;
}

export const extensionDocument = ({ extnID, name, critical, value, extnValue }: Extension): ExtensionDocument => ({
  oid: extnID,
  name,
  critical,
  value: times.has(name) ? timeText(value as number) : plain(value),
  hex: Buffer.from(extnValue).toString('hex'),
});

/** Any value of the library as JSON. */
export function plain(value: unknown): unknown {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('hex');
  if (typeof value === 'string')
    return identifier.test(value) ? { oid: value, name: objectName(value) ?? null } : value;
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  if (isName(value)) return nameText(value);
  if (isGeneralName(value)) return generalNameText(value);
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, part]) => part !== undefined)
      .map(([key, part]) => [key, key === 'timestamp' ? timeText(part as number) : plain(part)]),
  );
}

/** Extensions whose value is a time. */
const times: ReadonlySet<string> = new Set(['invalidityDate', 'ocspArchiveCutoff']);

const identifier = /^[012](?:\.\d+)+$/;

const isName = (value: object): value is Name => 'rdnSequence' in value;

const isGeneralName = (value: object): value is GeneralName =>
  'kind' in value && generalNameKinds.has(String(value.kind)) && 'value' in value;

const generalNameKinds: ReadonlySet<string> = new Set<GeneralName['kind']>([
  'otherName',
  'rfc822Name',
  'dNSName',
  'x400Address',
  'directoryName',
  'ediPartyName',
  'uniformResourceIdentifier',
  'iPAddress',
  'registeredID',
]);
