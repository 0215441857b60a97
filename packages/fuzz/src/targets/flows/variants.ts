/** How connections are configured that fuzzed peers talk to. A version that lands later is a line in `versions`. */

import { concat } from '../../../../handfast/src/base/bytes.ts';
import type { CryptoProvider } from '../../../../handfast/src/crypto/provider.ts';
import { clientConfig, clientConnection } from '../../../../handfast/src/engine/client-config.ts';
import type { Connection } from '../../../../handfast/src/engine/connection.ts';
import type { ClientOptions, CredentialOptions, ServerOptions } from '../../../../handfast/src/engine/options.ts';
import { serverConfig, serverConnection } from '../../../../handfast/src/engine/server-config.ts';
import type { ReplayGuard, SessionStore, TicketSealer } from '../../../../handfast/src/handshake/stores.ts';
import type { CertificateCompressor } from '../../../../handfast/src/handshake/tls13/compression.ts';
import { type LegacyPlug, type LegacyVersionName, legacy } from '../../../../handfast/src/legacy/index.ts';
import type { NegotiableVersionName, VersionName } from '../../../../handfast/src/registry/versions.ts';
import { verifyDelegation } from '../../../../handfast/src/x509/delegation.ts';
import { toyProvider } from '../toy-provider.ts';
import { FuzzedEndpoint } from './endpoint.ts';
import { credential, delegated, now, rsaCredential, trust } from './fixtures.ts';

/** What speaking a version takes. */
interface Spoken {
  readonly versions: readonly NegotiableVersionName[];
  readonly crypto: CryptoProvider;
  readonly credential: CredentialOptions;
  readonly legacy?: LegacyPlug;
}

const current = (version: NegotiableVersionName): Spoken => ({ versions: [version], crypto: toyProvider, credential });

/** Records have hashes inside, which must fit whatever was changed. */
const old = (version: LegacyVersionName): Spoken => ({
  versions: [],
  crypto: { ...toyProvider, hash: (name) => toyProvider.hash(name).fixed() },
  credential: rsaCredential,
  legacy: legacy({ versions: [version] }),
});

/** Each version is fuzzed in both roles. One that lands later is a line here. */
const inStreams = {
  'TLS 1.3': current('TLS 1.3'),
  'TLS 1.2': current('TLS 1.2'),
  'TLS 1.1': old('TLS 1.1'),
  'TLS 1.0': old('TLS 1.0'),
  'SSL 3.0': old('SSL 3.0'),
} as const satisfies Partial<Record<VersionName, Spoken>>;

const inDatagrams = {
  'DTLS 1.3': current('DTLS 1.3'),
  'DTLS 1.2': current('DTLS 1.2'),
  'DTLS 1.0': old('DTLS 1.0'),
} as const satisfies Partial<Record<VersionName, Spoken>>;

export type StreamVersion = keyof typeof inStreams;
export type DatagramVersion = keyof typeof inDatagrams;
export type FuzzedVersion = StreamVersion | DatagramVersion;

export const versions = Object.keys(inStreams) as StreamVersion[];
export const datagramVersions = Object.keys(inDatagrams) as DatagramVersion[];

const spoken: Readonly<Record<FuzzedVersion, Spoken>> = { ...inStreams, ...inDatagrams };
const isInDatagrams = (version: FuzzedVersion): boolean => Object.hasOwn(inDatagrams, version);

export interface Ends {
  client(): FuzzedEndpoint;
  server(): FuzzedEndpoint;
  /** Whether their applications want more than to talk. */
  readonly wantsMore: boolean;
}

interface Variant {
  readonly client?: Partial<ClientOptions>;
  readonly server?: Partial<ServerOptions>;
  readonly earlyData?: Uint8Array;
  /** The client comes with a session of an earlier connection. */
  readonly returning?: true;
  /** What both applications want when they first hear something. */
  readonly ask?: (connection: Connection) => void;
}

/** What ends have kept for later connections: sessions, and what is inside tickets. */
export const keptByEnds: Uint8Array[] = [];

/** Tickets that anybody can open, and change. */
const openTickets: TicketSealer = {
  lifetime: 604_800,
  seal(state) {
    if (keptByEnds.length < 100) keptByEnds.push(state.slice());
    return state.slice();
  },
  open: (ticket) => (ticket.length === 0 ? undefined : ticket.slice()),
};
const tickets = { sealer: openTickets };
/** In milliseconds: adapters have one, too. */
const handshakeTimeout = 60_000;
const guard: ReplayGuard = { first: () => true };
const psks = [{ identity: 'fuzz', key: new Uint8Array(32).fill(1) }];
const earlyData = { most: 1024, guard };

/** Packs nothing, so that what was changed can be unpacked. */
const packing: CertificateCompressor = {
  algorithm: 'zlib',
  compress: (message) => message.slice(),
  decompress: (packed, length) => (packed.length === length ? packed.slice() : undefined),
};

/** Of the IDs that ends ask for which ask for any. */
export const connectionIdLength = 3;
const datagrams = { mtu: 300, connectionIdLength };

const overDatagrams: readonly Variant[] = [{ client: { datagrams }, server: { datagrams } }];

const variants: readonly Variant[] = [
  {},
  { client: { credentials: [credential] }, server: { clientAuthentication: 'request' } },
  { client: { renegotiation: 'legacy' }, server: { renegotiation: 'legacy' } },
  { client: { certificateCompression: [packing] }, server: { certificateCompression: [packing] } },
  { server: { tickets, sessionCache: memory(), protocols: ['h2'] }, client: { sessions: memory(), protocols: ['h2'] } },
  { server: { tickets, sessionCache: memory() }, client: { sessions: memory() }, returning: true },
  { server: { groups: ['secp256r1'], retryCookie: true }, client: { grease: true, keyShares: ['x25519'] } },
  { server: { psks }, client: { psks } },
  { server: { tickets, earlyData }, client: { sessions: memory() }, returning: true, earlyData: new Uint8Array(20) },
  { server: { recordSizeLimit: 512, protocols: ['h2'] }, client: { padRecordsTo: 64, protocols: ['h2'] } },
  { ask: (connection) => connection.updateKeys(true) },
  {
    client: { renegotiation: 'secure' },
    server: { renegotiation: 'secure' },
    ask: (connection) => connection.renegotiate(),
  },
  {
    client: { credentials: [credential], postHandshakeAuthentication: true },
    ask: (connection) => connection.requestClientCertificate(),
  },
  { server: { tickets }, client: { sessions: memory() }, ask: (connection) => connection.sendTickets(2) },
  {
    client: { delegatedCredentials: verifyDelegation, shuffleExtensions: true },
    server: { credentials: [delegated, credential, rsaCredential] },
  },
];

/** Ends of each variant. Making them takes an honest visit where the client is to come back. */
export const variantsOf = (version: FuzzedVersion): readonly Ends[] =>
  [...variants, ...(isInDatagrams(version) ? overDatagrams : [])].map(({ client = {}, server = {}, ...how }) => {
    const { credential: own, ...speaks } = spoken[version];
    const common = { ...speaks, groups: ['x25519', 'secp256r1'] as const, trust, handshakeTimeout };
    const theirs = serverConfig({ ...common, credentials: [own], ...server });
    const ours = clientConfig({ ...common, ...client });
    const target = { serverName: 'server.test', now };
    const ends: Ends = {
      wantsMore: how.ask !== undefined,
      client: () => new FuzzedEndpoint(clientConnection(ours, { ...target, earlyData: how.earlyData }), how.ask),
      server: () => new FuzzedEndpoint(serverConnection(theirs, { now }), how.ask),
    };
    if (how.returning) talk({ ...ends, client: () => new FuzzedEndpoint(clientConnection(ours, target)) });
    return ends;
  });

/** What each end has heard: all of it, and by portions, which are datagrams where there are any. */
export interface Talk {
  readonly toClient: Uint8Array;
  readonly toServer: Uint8Array;
  readonly portionsToClient: readonly Uint8Array[];
  readonly portionsToServer: readonly Uint8Array[];
  readonly established: boolean;
}

/** Both ends talk until nobody has anything to say, and close. */
export function talk(ends: Ends): Talk {
  const [client, server] = [ends.client(), ends.server()];
  const carry = (): void => {
    for (let said = 1; said > 0; ) {
      const up = client.next();
      for (const portion of up) server.receive(portion);
      const down = server.next();
      for (const portion of down) client.receive(portion);
      said = up.length + down.length;
    }
  };
  carry();
  client.close();
  carry();
  server.close();
  carry();
  return {
    toClient: concat(...server.sent),
    toServer: concat(...client.sent),
    portionsToClient: server.sent,
    portionsToServer: client.sent,
    established: client.established && server.established,
  };
}

/** Keeps the first value that it is given under each key, and gives it out for ever. */
function memory(): SessionStore {
  const values = new Map<string, Uint8Array>();
  const get = (key: string): readonly Uint8Array[] => {
    const value = values.get(key);
    return value === undefined ? [] : [value.slice()];
  };
  return {
    put(key, value) {
      if (values.has(key)) return;
      values.set(key, value.slice());
      keptByEnds.push(value.slice());
    },
    get,
    take: get,
    remove: () => undefined,
  };
}
