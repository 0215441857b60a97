/** Which of our certificates have the extensions that a server filters by. RFC 8446 §4.2.5 */

import { objectIdentifier } from '../../asn1/object-identifier.ts';
import { parseDer } from '../../asn1/parse.ts';
import { ProtocolError } from '../../base/errors.ts';
import type { Infer } from '../../wire/codec.ts';
import type { oidFilters } from '../../wire/extensions/oid-filters.ts';
import { findExtension } from '../../x509/extensions/extension.ts';
import { extensionTypes } from '../../x509/extensions/table.ts';
import type { Credential } from '../settings.ts';

type OidFilter = Infer<typeof oidFilters.formats.CertificateRequest>[number];

/** Those that pass all filters that we understand: the standard defines two, and others are ignored. */
export const passing = (credentials: readonly Credential[], filters: readonly OidFilter[] = []) =>
  credentials.filter((credential) => filters.every((filter) => passes(credential, filter)));

/** Throws `bad_oid_filter` for what is no DER. */
function passes({ chain: [leaf] }: Credential, { certificateExtensionOid, values }: OidFilter): boolean {
  const extensions = leaf?.extensions ?? [];
  const identifier = parseDer(objectIdentifier, certificateExtensionOid, 'bad_oid_filter');
  for (const name of ['keyUsage', 'extKeyUsage'] as const) {
    const found = findExtension(extensions, name);
    if (identifier !== identifiers[name]) continue;
    if (found === undefined) return false;
    const had: readonly string[] = found.value;
    return wanted(name, values).every((one) => had.includes(one));
  }
  return true;
}

/** No value at all: it is enough to have the extension. */
function wanted(name: 'keyUsage' | 'extKeyUsage', values: Uint8Array): readonly string[] {
  if (values.length === 0) return [];
  const asked: readonly string[] = parseDer(extensionTypes[name], values, 'bad_oid_filter');
  if (asked.includes(anyExtendedKeyUsage)) throw new ProtocolError('bad_oid_filter', { why: 'anyExtendedKeyUsage' });
  return asked;
}

const identifiers = { keyUsage: '2.5.29.15', extKeyUsage: '2.5.29.37' } as const;
const anyExtendedKeyUsage = '2.5.29.37.0';
