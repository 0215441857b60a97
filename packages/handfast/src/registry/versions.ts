/** Every protocol version and what sets it apart from its neighbours. The only place that compares versions. */

import { display16 } from './display.ts';

/** One version. Each column is a question that code asks instead of comparing numbers. */
export interface Version {
  /** As people write it: `TLS 1.3`. */
  readonly name: string;
  /** The number on the wire. DTLS counts downwards (RFC 6347 §4.1). */
  readonly wire: number;
  /** Whether records travel in a byte stream (TLS) or in datagrams (DTLS). */
  readonly carrier: 'stream' | 'datagram';
  /** What the version field of its hellos says: newer versions hide behind an older one. RFC 8446 §4.1.2, RFC 9147 §5.3 */
  readonly helloVersion: number;
  /** The stream version whose handshake and cryptography it shares; itself for SSL and TLS. */
  readonly like: string;
  /** Which handshake flow it follows. */
  readonly flow: 'ssl2' | 'classic' | 'tls13';
  /** Whether it is spoken without a legacy configuration. */
  readonly negotiable: boolean;
  /** Whether hellos carry extensions. */
  readonly extensions: boolean;
  /** How secrets are stretched: `suite` means the hash that the cipher suite names, SHA-256 if none. */
  readonly prf: 'ssl2' | 'ssl3' | 'md5-sha1' | 'suite' | 'hkdf';
  /** How records are authenticated when the cipher is no AEAD; TLS 1.3 has nothing but AEADs. */
  readonly mac: 'ssl2' | 'ssl3' | 'hmac' | 'aead';
  /** Where a CBC record's IV comes from: the record before (BEAST), the record itself, or nonces in place of IVs. */
  readonly iv: 'chained' | 'explicit' | 'nonce';
  /** Whether padding has to be as short as possible with unchecked content (POODLE), or checked, or inside the AEAD. */
  readonly padding: 'unchecked' | 'checked' | 'inner';
  /** What CertificateVerify and ServerKeyExchange sign with: RSA over both hashes, or a negotiated scheme. */
  readonly signature: 'ssl2' | 'md5-sha1' | 'scheme';
  /** Whether the encrypted premaster secret of RSA follows its length (RFC 4346 §7.4.7.1). */
  readonly lengthBeforeSecret: boolean;
  /** Length of verify_data in bytes; `hash` means that of the suite's hash. */
  readonly finishedLength: number | 'hash';
  /** Which set of alerts it knows. SSL 2.0 has error messages instead. */
  readonly alerts: 'none' | 'ssl3' | 'tls';
  /** Whether a new handshake may replace the keys of a live connection. TLS 1.3 has KeyUpdate instead. */
  readonly renegotiation: boolean;
  /** Whether it can look like TLS 1.2 to middleboxes: with session IDs that mean nothing. RFC 8446 Appendix D.4 */
  readonly disguise: boolean;
  /** Whether a message ends early data: where records say under which keys they are, none is needed. RFC 9147 §5.6 */
  readonly endOfEarlyData: boolean;
  /** The byte after `DOWNGRD` that ends the random of a server that could do better (RFC 8446 §4.1.3). */
  readonly downgradeMark: 0 | 1 | undefined;
}

const ssl2 = {
  name: 'SSL 2.0',
  wire: 0x0002,
  helloVersion: 0x0002,
  carrier: 'stream',
  like: 'SSL 2.0',
  flow: 'ssl2',
  negotiable: false,
  extensions: false,
  prf: 'ssl2',
  mac: 'ssl2',
  iv: 'chained',
  padding: 'unchecked',
  signature: 'ssl2',
  lengthBeforeSecret: false,
  finishedLength: 16,
  alerts: 'none',
  renegotiation: false,
  disguise: false,
  endOfEarlyData: false,
  downgradeMark: undefined,
} as const;

/** RFC 6101 */
const ssl3 = {
  ...ssl2,
  name: 'SSL 3.0',
  wire: 0x0300,
  helloVersion: 0x0300,
  like: 'SSL 3.0',
  flow: 'classic',
  prf: 'ssl3',
  mac: 'ssl3',
  signature: 'md5-sha1',
  finishedLength: 36,
  alerts: 'ssl3',
  renegotiation: true,
  downgradeMark: 0,
} as const;

/** RFC 2246 */
const tls10 = {
  ...ssl3,
  name: 'TLS 1.0',
  wire: 0x0301,
  helloVersion: 0x0301,
  like: 'TLS 1.0',
  extensions: true,
  prf: 'md5-sha1',
  mac: 'hmac',
  padding: 'checked',
  lengthBeforeSecret: true,
  finishedLength: 12,
  alerts: 'tls',
} as const;

/** RFC 4346 */
const tls11 = {
  ...tls10,
  name: 'TLS 1.1',
  wire: 0x0302,
  helloVersion: 0x0302,
  like: 'TLS 1.1',
  iv: 'explicit',
} as const;

/** RFC 5246 */
const tls12 = {
  ...tls11,
  name: 'TLS 1.2',
  wire: 0x0303,
  helloVersion: 0x0303,
  like: 'TLS 1.2',
  negotiable: true,
  prf: 'suite',
  signature: 'scheme',
  downgradeMark: 1,
} as const;

/** RFC 8446 */
const tls13 = {
  ...tls12,
  name: 'TLS 1.3',
  wire: 0x0304,
  helloVersion: 0x0303,
  like: 'TLS 1.3',
  flow: 'tls13',
  prf: 'hkdf',
  mac: 'aead',
  iv: 'nonce',
  padding: 'inner',
  finishedLength: 'hash',
  renegotiation: false,
  disguise: true,
  endOfEarlyData: true,
  downgradeMark: undefined,
} as const;

/** RFC 4347, RFC 6347, RFC 9147: the same protocols over datagrams. */
const dtls10 = { ...tls11, name: 'DTLS 1.0', wire: 0xfeff, helloVersion: 0xfeff, carrier: 'datagram' } as const;
const dtls12 = { ...tls12, name: 'DTLS 1.2', wire: 0xfefd, helloVersion: 0xfefd, carrier: 'datagram' } as const;
const dtls13 = {
  ...tls13,
  name: 'DTLS 1.3',
  wire: 0xfefc,
  helloVersion: 0xfefd,
  carrier: 'datagram',
  disguise: false,
  endOfEarlyData: false,
} as const;

const rows = [ssl2, ssl3, tls10, tls11, tls12, tls13, dtls10, dtls12, dtls13] as const satisfies readonly Version[];

export type VersionName = (typeof rows)[number]['name'];
/** Versions that a connection can agree on without a legacy configuration. */
export type NegotiableVersionName = Extract<(typeof rows)[number], { negotiable: true }>['name'];

/** All versions, for each carrier from the oldest to the newest. */
export const versions: readonly (Version & { readonly name: VersionName; readonly like: VersionName })[] = rows;

export type VersionRow = (typeof versions)[number];

const byWire = new Map<number, VersionRow>(versions.map((version) => [version.wire, version]));
const byName = new Map<string, VersionRow>(versions.map((version) => [version.name, version]));

export const versionByWire = (wire: number): VersionRow | undefined => byWire.get(wire);

/** The row of a version that is known to exist. */
export const versionNamed = (name: VersionName): VersionRow => byName.get(name) as VersionRow;

export const isVersionName = (name: string): name is VersionName => byName.has(name);

/** Whether a text names a version that a connection can agree on. */
export const isNegotiableVersionName = (name: string): name is NegotiableVersionName =>
  byName.get(name)?.negotiable === true;

/** `TLS 1.2`, or the number of a version that nobody knows. */
export const versionName = (wire: number): string => display16(byWire.get(wire)?.name, wire);

/** Whether `name` came before `other` on the same carrier, or is the counterpart of such a version on the other. */
export function isOlder(name: VersionName, other: VersionName): boolean {
  return (ranks.get(name) as number) < (ranks.get(other) as number);
}

/** Where its counterpart in streams stands among all. */
const ranks = new Map<VersionName, number>(
  versions.map(({ name, like }) => [name, versions.findIndex((version) => version.name === like)]),
);

/**
 * What carries a version with this number, be it known or not: TLS counts upwards from 3.0, and DTLS downwards from
 * 254.255, below what no version was. RFC 6347 §4.1
 */
export const carrierOf = (wire: number): Version['carrier'] => (wire >= 0x8000 ? 'datagram' : 'stream');

/** All versions that somebody means who names one number and no list: up to it, on its carrier. RFC 8446 Appendix D.2 */
export function versionsUpTo(wire: number): readonly VersionRow[] {
  const carrier = carrierOf(wire);
  const reached = (version: VersionRow): boolean =>
    carrier === 'stream' ? version.wire <= wire : version.wire >= wire;
  return versions.filter((version) => version.carrier === carrier && version.flow === 'classic' && reached(version));
}
