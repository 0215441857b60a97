/** A client's configuration, and connections made with it. */

import { whenReady } from '../base/awaitable.ts';
import { MisuseError } from '../base/errors.ts';
import { renegotiateClient } from '../handshake/classic/renegotiate-client.ts';
import { clientHandshake } from '../handshake/hello/client.ts';
import type { HelloEncryption } from '../handshake/hello/encryption.ts';
import { fragmentLengths } from '../handshake/negotiate/fragment-length.ts';
import type { ClientCredentialRequest, ClientSettings } from '../handshake/settings.ts';
import { type GroupName, isPostQuantum } from '../registry/groups.ts';
import { peerNameOf, referenceName } from '../x509/path/peer-name.ts';
import { ownTypes } from './certificate-types.ts';
import { type ConnectionSettings, check, commonSettings, observed } from './config.ts';
import { Connection } from './connection.ts';
import { parsedCredential } from './credentials.ts';
import { needsNoCertificate } from './negotiables.ts';
import type { Observer } from './observer.ts';
import type { ClientOptions } from './options.ts';
import { unnamed } from './renegotiation.ts';

/** Options that were checked. Make it once, use it for every connection. */
export interface ClientConfig extends ClientSettings, ConnectionSettings {}

/**
 * Checks options. Throws `MisuseError` when they cannot work, and when neither `trust`, `trustedKeys` nor
 * `insecureAcceptAnyCertificate` is given: a client that trusts nobody by accident must not connect to anybody.
 */
export function clientConfig(options: ClientOptions): ClientConfig {
  const { certificateTransparency: transparency, selectCredential: select } = options;
  const keysOnly = hasKeysOnly(options);
  const common = commonSettings(options, transparency === 'ask' ? undefined : transparency, keysOnly);
  check('offeredTickets', options.offeredTickets, 1, 8);
  const { maxFragmentLength } = options;
  if (maxFragmentLength !== undefined && !Object.hasOwn(fragmentLengths, maxFragmentLength)) {
    throw new MisuseError('maxFragmentLength must be 512, 1024, 2048 or 4096');
  }
  if (!keysOnly && !canJudge(options) && !common.cipherSuites.every(needsNoCertificate)) {
    throw new MisuseError('a client needs trust: the roots that server certificates must lead to, or trustedKeys');
  }
  check('wantedTickets.full', options.wantedTickets?.full, 0, 255);
  check('wantedTickets.resumed', options.wantedTickets?.resumed, 0, 255);
  const keyShares = options.keyShares ?? usualShares(common);
  const stray = keyShares.find((group) => !common.groups.includes(group));
  if (stray !== undefined) throw new MisuseError(`keyShares names ${stray}, which is not among the groups`);
  const credentials = (options.credentials ?? []).map(parsedCredential);
  if (credentials.some(({ delegated }) => delegated !== undefined)) {
    throw new MisuseError('delegated credentials are for servers');
  }
  return Object.freeze({
    ...common,
    delegations: options.delegatedCredentials,
    keyShares,
    grease: options.grease ?? false,
    shufflesExtensions: options.shuffleExtensions ?? false,
    keysOnly,
    encryptedClientHello: options.encryptedClientHello,
    credentials,
    credentialFor:
      select &&
      ((request: ClientCredentialRequest) =>
        whenReady(select(request), (chosen) => chosen && parsedCredential(chosen))),
    insistsOnCredential: options.requireFittingCredential ?? false,
    ownCertificateTypes: ownTypes(credentials),
    sessions: options.sessions,
    asksForTickets: options.asksForTickets ?? true,
    offeredTickets: options.offeredTickets ?? 1,
    wantedTickets: options.wantedTickets,
    authenticatesLater: options.postHandshakeAuthentication ?? false,
    asksForStatus: (options.ocspStapling ?? false) !== false,
    maxFragmentLength,
    falseStart: options.falseStart ?? false,
    fallback: options.fallback ?? false,
    asksForChainStatus: options.ocspStapling === 'chain',
    asksForTimestamps: transparency !== undefined,
    authorities: announcedAuthorities(options),
  });
}

/** Whether there is anything to judge what servers show by. */
const canJudge = ({ trust, trustedKeys, insecureAcceptAnyCertificate }: ClientOptions): boolean =>
  trust !== undefined || trustedKeys !== undefined || insecureAcceptAnyCertificate === true;

const hasKeysOnly = (options: ClientOptions): boolean => (options.psks ?? []).length > 0 && !canJudge(options);

/** The best group, and the best one of the other kind: whom the large share does not serve, the small one does. */
function usualShares({ groups, carrier }: ConnectionSettings): readonly GroupName[] {
  const [best] = groups;
  if (best === undefined || carrier === 'datagram') return groups.slice(0, 1);
  const other = groups.find((group) => isPostQuantum(group) !== isPostQuantum(best));
  return other === undefined ? [best] : [best, other];
}

/** A ClientHello has no room for the names of a whole root programme. */
function announcedAuthorities({ announceAuthorities = false, trust }: ClientOptions): readonly Uint8Array[] {
  const names = announceAuthorities ? (trust?.subjects ?? []) : [];
  const length = names.reduce((sum, name) => sum + name.length, 0);
  if (length > mostNames) throw new MisuseError(`the names of ${names.length} authorities are too long to announce`);
  return names;
}

/** In bytes. */
const mostNames = 8192;

/** What one connection needs to know. */
export interface ClientTarget {
  /** The DNS name or IP address that the server's certificate must have; a key alone has none. Names are sent in server_name, addresses not. */
  readonly serverName?: string | undefined;
  /** What this server's sessions are kept by, such as its host and port. Default: `serverName`. */
  readonly origin?: string | undefined;
  /**
   * Goes before the handshake if a session and its server allow it, and right after it otherwise. Anybody who listens
   * can send it again: let it ask for what may happen twice. RFC 8446 §8
   */
  readonly earlyData?: Uint8Array | undefined;
  /**
   * Whether early data that the server rejects is sent again after the handshake, without asking: not what RFC 8446 §4.2.10
   * advises where the answer depends on the moment. If false, `info.withheld` has it. Default true.
   */
  readonly resendEarlyData?: boolean | undefined;
  /** How this server's ClientHello is hidden, made by `offerEch` of `handfast/ech`. Default: as the configuration says. */
  readonly encryptedClientHello?: HelloEncryption | undefined;
  /** Milliseconds since 1970: certificates are judged at this time. */
  readonly now: number;
  /** For this connection alone, beside the configuration's. */
  readonly observer?: Observer | undefined;
}

/** A connection that has its ClientHello ready to `take()`. Throws `MisuseError` when `serverName` cannot be one. */
export function clientConnection(config: ClientConfig, target: ClientTarget): Connection {
  const { serverName, now, earlyData, resendEarlyData, encryptedClientHello, origin = serverName ?? '' } = target;
  const anybody = config.acceptsAnyPeer || config.keysOnly || !config.peerCertificateTypes.includes('X509');
  if (serverName === undefined && !anybody) {
    throw new MisuseError('serverName is missing: without it, any certificate of a trusted root would do');
  }
  if (serverName !== undefined) referenceName(peerNameOf(serverName));
  (encryptedClientHello ?? config.encryptedClientHello)?.check?.(config);
  const purpose = { serverName, origin, earlyData, resendsEarlyData: resendEarlyData, encryptedClientHello };
  return new Connection(
    'client',
    observed(config, target.observer),
    now,
    (io) => clientHandshake(io, config, purpose),
    (io, renegotiation) => renegotiateClient(io, unnamed(config), purpose, renegotiation),
  );
}
