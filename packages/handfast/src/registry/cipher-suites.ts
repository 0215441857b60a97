/** Cipher suites: the IANA registry "TLS Cipher Suites", what each means, and those that we negotiate. */

import type { AeadName, HashName, PrivateName } from './algorithm-names.ts';
import { display16 } from './display.ts';
import { privateSuite } from './private-use.ts';
import { certificateSuites } from './suites/certificate.ts';
import { negotiableClassic } from './suites/classic.ts';
import { ellipticSuites } from './suites/elliptic.ts';
import { describeSuite, type SuiteDescription } from './suites/parse-name.ts';
import { sharedSecretSuites } from './suites/shared-secret.ts';
import { negotiableSuites as negotiable13, otherSuites13 } from './suites/tls13.ts';
import { unregisteredSuites } from './suites/unregistered.ts';
import { isOlder, type VersionName, versionNamed } from './versions.ts';

/** One suite: its number, its name, and what the name says. */
export interface CipherSuite extends SuiteDescription {
  readonly id: number;
  readonly name: string;
  /** Whether IANA lists it under this name. */
  readonly registered: boolean;
}

const negotiableSuites = [...negotiable13, ...negotiableClassic] as const;

/** Suites that a handshake can agree on without a legacy configuration. */
export type SuiteName = (typeof negotiableSuites)[number]['name'] | PrivateName;

/** A suite that a handshake can agree on, with what to ask a provider for. */
export interface NegotiableSuite extends CipherSuite {
  /** Absent where a cipher and a MAC protect records. */
  readonly aead?: AeadName;
  readonly hash: HashName;
}

const negotiable: readonly NegotiableSuite[] = negotiableSuites.map((row) => ({
  ...describeSuite(row.name),
  ...row,
  registered: true,
}));

/** Every suite with a name, ours first and in order of preference, the others by number. */
export function cipherSuites(): readonly CipherSuite[] {
  const others = [...names.keys()].filter((id) => !negotiableById.has(id)).sort((left, right) => left - right);
  return [...negotiable, ...others.map((id) => described(id))];
}

/** What a client offers unless told otherwise, in order of preference. */
export const defaultSuites: readonly SuiteName[] = [
  'TLS_AES_128_GCM_SHA256',
  'TLS_AES_256_GCM_SHA384',
  'TLS_CHACHA20_POLY1305_SHA256',
  'TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256',
  'TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256',
  'TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384',
  'TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384',
  'TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256',
  'TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256',
];

/** Values that are offered like suites and only signal something. */
export const signallingSuites = {
  /** The client knows secure renegotiation. RFC 5746 §3.3 */
  TLS_EMPTY_RENEGOTIATION_INFO_SCSV: 0x00ff,
  /** The client tried a newer version before. RFC 7507 §4 */
  TLS_FALLBACK_SCSV: 0x5600,
} as const;

const unregistered = new Map(unregisteredSuites);
const names: ReadonlyMap<number, string> = new Map([
  ...negotiableSuites.map(({ id, name }) => [id, name] as const),
  ...otherSuites13,
  ...certificateSuites,
  ...ellipticSuites,
  ...sharedSecretSuites,
  ...unregisteredSuites,
]);
const negotiableById = new Map<number, NegotiableSuite>(negotiable.map((suite) => [suite.id, suite]));
const negotiableByName = new Map<string, NegotiableSuite>(negotiable.map((suite) => [suite.name, suite]));
const signalById = new Map<number, string>(Object.entries(signallingSuites).map(([name, id]) => [id, name]));

/** Any suite that has a name, whether we speak it or not. */
export const suiteById = (id: number): CipherSuite | undefined =>
  negotiableSuiteById(id) ?? (names.has(id) ? described(id) : undefined);

/** Any suite by its IANA name. */
export function suiteByName(name: string): CipherSuite | undefined {
  const [id] = [...names].find((row) => row[1] === name) ?? [];
  return id === undefined ? undefined : suiteById(id);
}

/** A suite that we speak, or `undefined`. */
export const negotiableSuiteById = (id: number): NegotiableSuite | undefined =>
  negotiableById.get(id) ?? privateSuite(id);

/** The row of a suite that we speak. */
export const suiteNamed = (name: SuiteName): NegotiableSuite =>
  (negotiableByName.get(name) ?? privateSuite(name)) as NegotiableSuite;

/** Whether a text names a suite that we speak. */
export const isSuiteName = (name: string): name is SuiteName =>
  negotiableByName.has(name) || privateSuite(name) !== undefined;

/** The name to show for a number: `Unknown (0xcc16)` and `GREASE (0x0a0a)` where there is no other. */
export const suiteName = (id: number): string =>
  display16(privateSuite(id)?.name ?? names.get(id) ?? signalById.get(id), id);

/** Whether a version may use a suite. */
export function suiteFits(suite: CipherSuite, version: VersionName): boolean {
  const { carrier } = versionNamed(version);
  const inRange = !isOlder(version, suite.oldest) && !isOlder(suite.newest, version);
  return inRange && (carrier === 'stream' || suite.datagram);
}

/** Described when asked for: reading 371 names at once would be felt when the library is loaded. */
function described(id: number): CipherSuite {
  const name = names.get(id) as string;
  return { id, name, registered: !unregistered.has(id), ...describeSuite(name) };
}
