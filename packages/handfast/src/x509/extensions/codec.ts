/** Extension and Extensions on the wire (RFC 5280 §4.1.2.9, §4.2). */

import { boolean } from '../../asn1/boolean.ts';
import { type Captured, captured, translated } from '../../asn1/capture.ts';
import { badDer, type DerType, element, nextIdentifier, type Tagged } from '../../asn1/element.ts';
import { universal } from '../../asn1/identifier.ts';
import { sequenceOf } from '../../asn1/list.ts';
import { type ObjectIdentifier, objectIdentifier } from '../../asn1/object-identifier.ts';
import { oid } from '../../asn1/object-names.ts';
import { octetString, octetStringContaining } from '../../asn1/octet-string.ts';
import { type Codec, encode } from '../../wire/codec.ts';
import type { Reader } from '../../wire/reader.ts';
import type { Extension, ExtensionName, ExtensionValues } from './extension.ts';
import { extensionNameOf, extensionTypes, type KnownExtension } from './table.ts';

// Not a plain sequence: extnID decides what extnValue contains.
const fields: Codec<Extension> = {
  name: 'Extension',
  read(input) {
    const extnID = input.field('extnID', objectIdentifier);
    const critical = readCritical(input);
    const name = extensionNameOf(extnID);
    const { value, der: extnValue } = input.field('extnValue', valueTypes[name]);
    return { name, extnID, critical, value, extnValue } as Extension;
  },
  write(output, { extnID, critical, extnValue }) {
    objectIdentifier.write(output, extnID);
    if (critical) boolean.write(output, true);
    octetString.write(output, extnValue);
  },
};

/** The extension with this value. Throws `MisuseError` when the value does not fit. */
export function extensionOf<N extends KnownExtension>(
  name: N,
  value: ExtensionValues[N],
  critical = false,
): Extension<N> {
  const type: DerType<ExtensionValues[N]> = extensionTypes[name];
  return { name, extnID: oid[name], critical, value, extnValue: encode(type, value) } as Extension<N>;
}

const extension: Tagged<Extension> = element('Extension', universal.sequence, fields);

const list = sequenceOf(extension, 1);

/** At least one extension, none of them twice. RFC 5280 §4.2 */
export const extensions: Tagged<readonly Extension[]> = element('Extensions', universal.sequence, {
  name: 'Extensions',
  read(input) {
    const items = list.content.read(input);
    const seen = new Set<ObjectIdentifier>();
    for (const { extnID } of items) {
      if (seen.has(extnID)) throw badDer(input, `the extension ${extnID} twice`);
      seen.add(extnID);
    }
    return items;
  },
  write: (output, value) => list.content.write(output, value),
});

/** `critical BOOLEAN DEFAULT FALSE`: only TRUE may be encoded. */
function readCritical(input: Reader): boolean {
  if (nextIdentifier(input) !== universal.boolean) return false;
  if (!input.field('critical', boolean)) throw badDer(input, 'critical has its default value and must be absent');
  return true;
}

const valueTypes: Readonly<Record<ExtensionName, DerType<Captured<unknown>>>> = {
  ...(Object.fromEntries(
    Object.entries(extensionTypes).map(([name, type]) => [name, octetStringContaining(name, captured<unknown>(type))]),
  ) as Record<keyof typeof extensionTypes, DerType<Captured<unknown>>>),
  unknown: translated(
    octetString,
    (value) => ({ value, der: value }),
    ({ der }) => der,
  ),
};
