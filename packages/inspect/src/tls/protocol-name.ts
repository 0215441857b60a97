/** The Protocol column: the names that Wireshark gives to versions. */

import { type VersionRow, versionByWire } from 'handfast/registry';

const names: Readonly<Record<string, string>> = {
  'SSL 2.0': 'SSLv2',
  'SSL 3.0': 'SSLv3',
  'TLS 1.0': 'TLSv1',
  'TLS 1.1': 'TLSv1.1',
  'TLS 1.2': 'TLSv1.2',
  'TLS 1.3': 'TLSv1.3',
  'DTLS 1.0': 'DTLSv1.0',
  'DTLS 1.2': 'DTLSv1.2',
  'DTLS 1.3': 'DTLSv1.3',
};

/** `TLSv1.2`; where no version is agreed on, by the version of the record. */
export const protocolName = (version: VersionRow | undefined, recordVersion = 0): string =>
  names[(version ?? versionByWire(recordVersion))?.name ?? ''] ?? 'TLS';
