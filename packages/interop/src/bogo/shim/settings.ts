/** Flags as options of the library. */

import {
  type ClientOptions,
  type CommonOptions,
  type Connection,
  clientConfig,
  clientConnection,
  type ServerOptions,
  serverConfig,
  serverConnection,
} from 'handfast';
import type { CryptoProvider } from 'handfast/crypto';
import { legacy } from 'handfast/legacy';
import { nodeProvider } from 'handfast/providers/node';
import {
  cipherSuites as allSuites,
  type GroupName,
  groupById,
  isGroupName,
  isNegotiableVersionName,
  isOlder,
  isSuiteName,
  type NegotiableVersionName,
  type SrtpProfileName,
  type SuiteName,
  srtpProfiles,
  suiteByName,
  type VersionName,
  versionNamed,
} from 'handfast/registry';
import type { TicketSealer } from 'handfast/session';
import { certificateCompressors } from './compression.ts';
import { loadCredentials, loadPsks, type NumberedCredential } from './credentials.ts';
import { hiding, reading } from './ech.ts';
import { notImplemented, ShimFailure } from './failure.ts';
import type { ShimConfig } from './flags.ts';
import { clientJudge, refusal } from './judges.ts';
import { lateProvider } from './late.ts';
import type { Memory } from './memory.ts';
import { modernSuites, underPolicy } from './policies.ts';
import { acceptedKeys, claimedTypes, keyJudge } from './raw-keys.ts';
import { earlyDataOf } from './script.ts';
import { classicSuites, equalSuites } from './suites.ts';
import { rewritableTickets } from './tickets.ts';
import { acceptedSchemes, base64Bytes, wireList } from './values.ts';
import type { Witness } from './witness.ts';

/** What a connection of a test starts with. */
export interface Start {
  readonly config: ShimConfig;
  /** The flags that hold once early data was rejected. */
  readonly retryConfig: ShimConfig;
  readonly witness: Witness;
  readonly memory: Memory;
  /** Called with the number of a credential that signs. */
  readonly used: (credential: number) => void;
}

/** A connection in the role and with the options that the flags ask for. Throws `ShimFailure` when we lack something. */
export function openConnection(start: Start): Connection {
  // Nothing of ours takes them: they belong to another transport (RFC 9001 §8.2).
  if (start.config['quic-transport-params'] !== undefined)
    throw new ShimFailure('[misuse] parameters of QUIC without it');
  const ruled = { ...start, config: underPolicy(start.config) };
  return start.config.server ? openServer(ruled) : openClient(ruled);
}

function openClient(start: Start): Connection {
  const { config, witness, memory, used } = start;
  const common = commonOptions(config);
  const credentials = loadCredentials(config, common.crypto, used).map(({ options }) => options);
  const settings = clientConfig({
    ...common,
    ...keyShares(config),
    asksForTickets: !config['no-ticket'],
    fallback: config['fallback-scsv'],
    ...(config['fail-cert-callback'] && { selectCredential: failing }),
    grease: config['enable-grease'],
    // Each piece of early data has a record of its own.
    ...(config['enable-early-data'] && longPieces(config)),
    shuffleExtensions: config['permute-extensions'],
    ...(takesKeysOnly(config) && { insecureAcceptAnyCertificate: false }),
    encryptedClientHello: hiding(config),
    falseStart: config['false-start'],
    ocspStapling: config['enable-ocsp-stapling'],
    ...(config['enable-signed-cert-timestamps'] && { certificateTransparency: 'ask' }),
    sessions: memory.sessions,
    protocols: wireList(config['advertise-alpn']),
    credentials,
    // BoringSSL goes without a certificate only where there is none at all.
    requireFittingCredential: credentials.length > 0,
  });
  const judge = clientJudge(start, settings.judge);
  const judgeKey = keyJudge(config, settings.judgeKey);
  const ownCertificateTypes = claimedTypes(config, settings.ownCertificateTypes);
  return clientConnection(
    { ...settings, ...believed(config, settings), judge, judgeKey, ownCertificateTypes },
    {
      serverName: config['host-name'],
      origin: 'the runner',
      earlyData: earlyDataOf(config),
      resendEarlyData: false,
      now: memory.now,
      observer: witness,
    },
  );
}

/** Shares for the group that the server is said to like, or those that are asked for. */
function keyShares(config: ShimConfig): Pick<ClientOptions, 'keyShares'> {
  const { curves, 'key-shares': explicit, 'no-key-shares': none, 'server-supported-groups-hint': hint } = config;
  const predicted = curves.find((group) => hint.includes(group));
  if (predicted !== undefined) return { keyShares: [groupNumbered(predicted)] };
  if (none) return { keyShares: [] };
  if (explicit.length > 0) return { keyShares: explicit.map(groupNumbered) };
  // Where a test counts on HelloRetryRequest, BoringSSL has a share for the first group alone.
  return config['expect-hrr'] && curves.length > 0 ? { keyShares: curves.slice(0, 1).map(groupNumbered) } : {};
}

function longPieces({ 'shim-initial-write': piece = '' }: ShimConfig): Pick<ClientOptions, 'maxSendFragment'> {
  return piece.length >= 512 ? { maxSendFragment: piece.length } : {};
}

function failing(): never {
  throw new Error('the callback failed');
}

function openServer({ config, witness, memory, used }: Start): Connection {
  const common = commonOptions(config);
  const credentials = loadCredentials(config, common.crypto, used).map(({ options }) => options);
  const settings = serverConfig({
    ...common,
    ...(config['reject-alpn'] ? { protocols: ['a protocol that nobody offers'] } : selectedProtocol(config)),
    clientAuthentication: authentication(config),
    sessionCache: memory.cache,
    ...(!config['no-ticket'] && { tickets: { sealer: sealerOf(config, memory) } }),
    ...(config['enable-early-data'] && !config['no-ticket'] && { earlyData: { most: 14_336, guard: memory.guard } }),
    ...equals(config),
    retryForPreferredGroup: true,
    acknowledgeServerName: !config['no-server-name-ack'],
    grease: true,
    halfRttData: config['enable-early-data'],
    encryptedClientHello: reading(config),
    ...chosenCredential(config, credentials),
  });
  const judge = refusal(config, 'server', settings.judge);
  const judgeKey = keyJudge(config, settings.judgeKey);
  const clientAuthorities = authorities(config) ?? settings.clientAuthorities;
  return serverConnection(
    { ...settings, ...believed(config, settings), judge, judgeKey, clientAuthorities },
    { now: memory.now, observer: witness },
  );
}

/** Keys of a test, or our own; some tests want a callback that makes no tickets. */
function sealerOf(config: ShimConfig, { sealer }: Memory): TicketSealer {
  const key = config['ticket-key'];
  const own = key === undefined ? sealer : rewritableTickets(base64Bytes(key));
  return config['skip-ticket']
    ? { lifetime: own.lifetime, seal: failing, open: (...ticket) => own.open(...ticket) }
    : own;
}

/** Our own rule chooses, unless the test wants the choice to fail, or there is nothing to choose from. */
function chosenCredential(config: ShimConfig, credentials: readonly Options[]): Partial<ServerOptions> {
  const fails = config['fail-cert-callback'] || config['fail-ocsp-callback'];
  const shown = config['decline-ocsp-callback'] ? credentials.map(unstapled) : credentials;
  if (!fails && shown.length > 0) return { credentials: shown };
  return {
    selectCredential() {
      if (fails) failing();
      return undefined;
    },
  };
}

type Options = NumberedCredential['options'];

function unstapled(options: Options): Options {
  if (!('chain' in options)) return options;
  const { ocspResponse: _, ...credential } = options;
  return credential;
}

/** BoringSSL's clients with keys of TLS 1.3 accept certificates only where they verify them. */
const takesKeysOnly = (config: ShimConfig): boolean =>
  !config.server &&
  !config['verify-peer'] &&
  config.credentials.some((flags) => flags['psk-importer-key'] !== undefined);

function commonOptions(config: ShimConfig) {
  const crypto: CryptoProvider = config.async ? lateProvider(nodeProvider) : nodeProvider;
  const psks = loadPsks(config);
  const suites = suitesOf(config, psks.length > 0);
  return {
    crypto,
    versions: versionsOf(config),
    psks,
    ...renegotiation(config),
    ...datagrams(config),
    cipherSuites: suites.cipherSuites,
    ...legacyOf(config, suites.old),
    ...(config.curves.length > 0 && { groups: config.curves.map(groupNumbered) }),
    signatureSchemes: acceptedSchemes(verifyPreferences(config)),
    ...(config['max-cert-list'] !== undefined && { limits: { handshakeMessage: config['max-cert-list'] } }),
    // The runner's certificates have empty subjects with a name that is not critical: our path validation refuses them.
    insecureAcceptAnyCertificate: true,
    ...acceptedKeys(config),
    certificateCompression: certificateCompressors(config),
  } satisfies CommonOptions;
}

/** What BoringSSL believes unless it is told otherwise. */
const verifyPreferences = ({ 'verify-prefs': ids }: ShimConfig): readonly number[] =>
  ids.length > 0 ? ids : [0x0403, 0x0804, 0x0401, 0x0503, 0x0805, 0x0501, 0x0806, 0x0601, 0x0201];

/** A legacy configuration accepts what it signs with; BoringSSL tells the two apart. */
const believed = (config: ShimConfig, { signatureSchemes }: Pick<Settings, 'signatureSchemes'>) => ({
  signatureSchemes: signatureSchemes.filter(({ id }) => verifyPreferences(config).includes(id)),
});

function datagrams(config: ShimConfig): Pick<CommonOptions, 'carrier' | 'datagrams'> {
  if (!config.dtls) return {};
  const { mtu, 'initial-timeout-duration-ms': first } = config;
  const media = (config['srtp-profiles'] ?? '').split(':').flatMap(srtpProfile);
  const path = { ...(first !== undefined && { first }), ...(mtu !== undefined && { mtu }) };
  return { carrier: 'datagram', datagrams: { ...path, srtpProfiles: media } };
}

/** OpenSSL leaves the HMAC out of their names. */
const srtpProfile = (name: string): SrtpProfileName[] =>
  srtpProfiles.flatMap((profile) => (profile.name.replace('_HMAC', '') === name ? [profile.name] : []));

/** BoringSSL connects to servers that do not know RFC 5746 unless it is told not to, and gives up peers that ask in vain. */
function renegotiation(config: ShimConfig) {
  const { 'renegotiate-ignore': ignores, 'renegotiate-once': once } = config;
  const freely = config['renegotiate-freely'] || config['renegotiate-explicit'];
  const policy = config['no-legacy-server-connect'] ? 'secure' : 'legacy';
  // Over datagrams it never renegotiates.
  const never = config.dtls || !(ignores || once || freely);
  return {
    renegotiation: policy,
    renegotiationLimit: never ? 0 : freely ? 10 : once ? 1 : 0,
    renegotiationBeyondLimit: never ? 'end' : 'refuse',
  } as const;
}

/** From the oldest to the newest, with the flag that turns each off. */
const streamVersions = [
  ['TLS 1.0', 'no-tls1'],
  ['TLS 1.1', 'no-tls11'],
  ['TLS 1.2', 'no-tls12'],
  ['TLS 1.3', 'no-tls13'],
] as const;
const datagramVersions = [
  ['DTLS 1.0', 'no-tls1'],
  ['DTLS 1.2', 'no-tls12'],
  ['DTLS 1.3', 'no-tls13'],
] as const;

function versionsAllowed(config: ShimConfig): readonly VersionName[] {
  const { dtls, 'min-version': least, 'max-version': most } = config;
  const all = dtls ? datagramVersions : streamVersions;
  const place = (wire: number | undefined, otherwise: number): number => {
    const at = all.findIndex(([name]) => versionNamed(name).wire === wire);
    return at < 0 ? otherwise : at;
  };
  const [from, to] = [place(least, 0), place(most, all.length)];
  return all.filter(([, off], at) => at >= from && at <= to && !config[off]).map(([name]) => name);
}

/** Among the versions that the flags allow, those of today. */
const versionsOf = (config: ShimConfig): readonly NegotiableVersionName[] =>
  spokenVersions(config).filter(isNegotiableVersionName);

function spokenVersions(config: ShimConfig): readonly VersionName[] {
  // Groups that only TLS 1.3 can use leave nothing for the versions before it.
  const groups = config.curves.map(groupById);
  const modernOnly = groups.length > 0 && groups.every((group) => group?.family !== 'ec');
  return versionsAllowed(config).filter((name) => !(modernOnly || takesKeysOnly(config)) || isModern(name));
}

/** Suites of TLS 1.3, then those that the library offers to everybody; what is old comes with `legacy`. */
function suitesOf(config: ShimConfig, hasPsk: boolean): { cipherSuites: readonly SuiteName[]; old: readonly string[] } {
  const modern = (modernSuites(config) ?? allModern).filter(isSuiteName);
  const classic = classicSuites(config.cipher, hasPsk);
  const first = classic.filter(isSuiteName);
  const names = spokenVersions(config);
  const cipherSuites = [...(names.some(isModern) ? modern : []), ...(names.some(isClassic) ? first : [])];
  return { cipherSuites, old: classic.filter((name) => !isSuiteName(name) && serves(name, names)) };
}

const allModern = allSuites().flatMap(({ name, id }) => (id >> 8 === 0x13 ? [name] : []));

const isModern = (name: VersionName): boolean => versionNamed(name).flow === 'tls13';
const isClassic = (name: VersionName): boolean => !isModern(name) && isNegotiableVersionName(name);

/** What no version can use is no suite at all. */
function serves(name: string, versions: readonly VersionName[]): boolean {
  const { oldest = 'TLS 1.3' } = suiteByName(name) ?? {};
  return versions.some((version) => !isModern(version) && !isOlder(version, oldest));
}

/** What BoringSSL still speaks and we only on request. */
function legacyOf(config: ShimConfig, old: readonly string[]): Pick<CommonOptions, 'legacy'> {
  const versions = spokenVersions(config)
    .filter((name) => name === 'TLS 1.0' || name === 'TLS 1.1' || name === 'DTLS 1.0')
    .filter((version) => old.some((suite) => serves(suite, [version])));
  return {
    legacy: legacy({
      versions,
      cipherSuites: old,
      signatureSchemes: ['rsa_pkcs1_sha1', 'ecdsa_sha1'],
      leastPskBytes: 1,
      insecureUnboundSessions: true,
      ssl2ClientHello: config.server,
      pskIdentityHint: config['psk-identity'],
    }),
  };
}

function groupNumbered(id: number): GroupName {
  const name = groupById(id)?.name;
  if (name === undefined || !isGroupName(name) || nodeProvider.keyExchange(name) === undefined) {
    throw notImplemented(`group ${id}`);
  }
  return name;
}

/** What a server of BoringSSL likes equally: suites in brackets, groups with a flag, and those of TLS 1.3 with 128 bits. */
function equals(config: ShimConfig): Pick<ServerOptions, 'equalCipherSuites' | 'equalGroups'> {
  const { cipherSuites, old } = suitesOf(config, loadPsks(config).length > 0);
  const known: readonly string[] = [...cipherSuites, ...old];
  const modern = modernSuites(config) === undefined ? [['TLS_AES_128_GCM_SHA256', 'TLS_CHACHA20_POLY1305_SHA256']] : [];
  const sets = [...modern, ...equalSuites(config.cipher)];
  return {
    equalCipherSuites: sets.map((set) => set.filter((name) => known.includes(name))),
    equalGroups: equalGroups(config),
  };
}

/** A flag joins a group with the next one. */
function equalGroups({ curves, 'curves-flags': flags }: ShimConfig): readonly (readonly GroupName[])[] {
  const sets: GroupName[][] = [];
  for (const [i, group] of curves.entries()) {
    if (flags[i - 1] === 1) sets.at(-1)?.push(groupNumbered(group));
    else sets.push([groupNumbered(group)]);
  }
  return sets;
}

const selectedProtocol = (config: ShimConfig): Pick<ServerOptions, 'protocols' | 'selectProtocol'> =>
  config['select-empty-alpn']
    ? { selectProtocol: () => '' }
    : { protocols: config['select-alpn'] === undefined ? [] : [config['select-alpn']] };

function authentication(config: ShimConfig): 'none' | 'request' | 'require' {
  if (config['require-any-client-certificate']) return 'require';
  return config['verify-peer'] ? 'request' : 'none';
}

/** `-use-client-ca-list`: distinguished names in hexadecimal, or a word for none. */
function authorities({ 'use-client-ca-list': list }: ShimConfig): readonly Uint8Array[] | undefined {
  if (list === undefined) return undefined;
  if (list === '<NULL>' || list === '<EMPTY>') return [];
  return list.split(',').map((name) => Buffer.from(name, 'hex'));
}

type Settings = ReturnType<typeof clientConfig>;
