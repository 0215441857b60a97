/** A server's configuration, and connections made with it. */

import { whenReady } from '../base/awaitable.ts';
import { MisuseError } from '../base/errors.ts';
import { renegotiateServer } from '../handshake/classic/renegotiate-server.ts';
import { serverHandshake } from '../handshake/hello/server.ts';
import { longestLifetime } from '../handshake/psk/choose.ts';
import type { EarlyDataSettings, ServerSettings, TicketSettings } from '../handshake/settings.ts';
import type { AnsweredHello } from '../handshake/tls13/retry-server.ts';
import { type ConnectionSettings, check, commonSettings, observed } from './config.ts';
import { Connection } from './connection.ts';
import { chooseByName, ifShowable, noCredential, parsedCredential } from './credentials.ts';
import type { Limits } from './limits.ts';
import { needsNoCertificate } from './negotiables.ts';
import type { Observer } from './observer.ts';
import type { ServerOptions } from './options.ts';
import { unnamed } from './renegotiation.ts';

/** Options that were checked. Make it once, use it for every connection. */
export interface ServerConfig extends ServerSettings, ConnectionSettings {}

/** Checks options. Throws `MisuseError` when they cannot work. */
export function serverConfig(options: ServerOptions): ServerConfig {
  const { clientAuthentication = 'none', halfRttData = false, selectCredential, trust, trustedKeys } = options;
  const credentials = (options.credentials ?? []).map(parsedCredential);
  const common = commonSettings(options);
  const doesWithout = common.externalPsks.length > 0 || common.cipherSuites.some(needsNoCertificate);
  if (selectCredential === undefined && credentials.length === 0 && !doesWithout) {
    throw new MisuseError('a server needs credentials, or selectCredential to choose them');
  }
  const judgesClients = trust !== undefined || trustedKeys !== undefined || common.acceptsAnyPeer;
  if (clientAuthentication !== 'none' && !judgesClients) {
    throw new MisuseError(
      'to authenticate clients, a server needs trust: the roots of their certificates, or trustedKeys',
    );
  }
  if (halfRttData && clientAuthentication !== 'none') {
    throw new MisuseError('halfRttData goes to clients that nobody has authenticated: ask them later, or do without');
  }
  const byName = chooseByName(credentials, options.strictServerName ?? false);
  const announced = options.announceAuthorities ?? true;
  return Object.freeze({
    ...common,
    limits: { ...common.limits, skippedEarlyData: skippedLimit(options, common.limits) },
    encryptedClientHello: options.encryptedClientHello,
    halfRttData,
    clientAuthentication,
    judgesClients,
    clientAuthorities: announced ? (trust?.subjects ?? []) : [],
    requireProtocol: options.requireProtocol ?? false,
    selectProtocol: options.selectProtocol,
    acknowledgesName: options.acknowledgeServerName ?? true,
    retriesForGroup: options.retryForPreferredGroup ?? false,
    grease: options.grease ?? false,
    equalSuites: equalSets(options.equalCipherSuites, common.cipherSuites, ({ name }) => name),
    equalGroups: equalSets(options.equalGroups, common.groups, (name) => name),
    retryCookie: options.retryCookie ?? false,
    sessionCache: options.sessionCache,
    tickets: ticketSettings(options),
    earlyData: earlyDataSettings(options),
    credentialFor:
      selectCredential === undefined
        ? byName
        : (request) =>
            whenReady(selectCredential(request), (chosen) =>
              chosen ? ifShowable(parsedCredential(chosen), request) : noCredential(request),
            ),
  } satisfies ServerConfig);
}

/** Throws `MisuseError` for names that are not on the server's list, or in two sets. */
function equalSets<T>(
  sets: readonly (readonly string[])[] = [],
  list: readonly T[],
  nameOf: (one: T) => string,
): readonly (readonly T[])[] {
  const names = sets.flat();
  const stray = names.find((name, i) => names.indexOf(name) !== i || !list.some((one) => nameOf(one) === name));
  if (stray !== undefined) throw new MisuseError(`${stray} is equal to others, but not on the list, or twice`);
  return sets.map((set) => list.filter((one) => set.includes(nameOf(one))));
}

function ticketSettings({ tickets }: ServerOptions): TicketSettings | undefined {
  if (tickets === undefined) return undefined;
  const { sealer, count = 2, most = Math.max(8, count), lifetime = longestLifetime } = tickets;
  check('tickets.count', count, 0, 255);
  check('tickets.lifetime', lifetime, 1, longestLifetime);
  check('tickets.most', most, count, 255);
  return { sealer, count, most, lifetime };
}

function earlyDataSettings({ earlyData, tickets }: ServerOptions): EarlyDataSettings | undefined {
  if (earlyData === undefined) return undefined;
  if (tickets === undefined) throw new MisuseError('early data needs tickets: without them no client can send any');
  const { most, guard, window = 10_000 } = earlyData;
  check('earlyData.most', most, 1, 2 ** 32 - 1);
  check('earlyData.window', window, 0, 24 * 3_600_000);
  return { most, guard, window };
}

/** Rejected early data costs more on the wire than it holds. */
const skippedLimit = ({ earlyData }: ServerOptions, { skippedEarlyData }: Limits): number =>
  Math.max(skippedEarlyData, 2 * (earlyData?.most ?? 0));

/** What one connection needs to know. */
export interface ServerTarget {
  /** Milliseconds since 1970: client certificates are judged at this time. */
  readonly now: number;
  /** What a cookie gate found in the second ClientHello of a client whose first one it answered. */
  readonly answered?: AnsweredHello | undefined;
  /** For this connection alone, beside the configuration's. */
  readonly observer?: Observer | undefined;
}

/** A connection that waits for a ClientHello. */
export function serverConnection(config: ServerConfig, { now, observer, answered }: ServerTarget): Connection {
  return new Connection(
    'server',
    observed(config, observer),
    now,
    (io) => serverHandshake(io, config, answered),
    (io, renegotiation) => renegotiateServer(io, unnamed(config), renegotiation),
  );
}
