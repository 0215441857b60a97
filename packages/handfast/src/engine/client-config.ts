/** A client's configuration, and connections made with it. */

import { MisuseError } from '../base/errors.ts';
import { clientHandshake } from '../handshake/hello/client.ts';
import type { ClientSettings } from '../handshake/settings.ts';
import { peerNameOf, referenceName } from '../x509/path/peer-name.ts';
import { type ConnectionSettings, commonSettings, observed } from './config.ts';
import { Connection } from './connection.ts';
import { parsedCredential } from './credentials.ts';
import type { Observer } from './observer.ts';
import type { ClientOptions } from './options.ts';

/** Options that were checked. Make it once, use it for every connection. */
export interface ClientConfig extends ClientSettings, ConnectionSettings {}

/**
 * Checks options. Throws `MisuseError` when they cannot work, and when neither `trust` nor
 * `insecureAcceptAnyCertificate` is given: a client that trusts nobody by accident must not connect to anybody.
 */
export function clientConfig(options: ClientOptions): ClientConfig {
  const common = commonSettings(options);
  if (options.trust === undefined && options.insecureAcceptAnyCertificate !== true) {
    throw new MisuseError('a client needs trust: the roots that server certificates must lead to');
  }
  const keyShares = options.keyShares ?? common.groups.slice(0, 2);
  const stray = keyShares.find((group) => !common.groups.includes(group));
  if (stray !== undefined) throw new MisuseError(`keyShares names ${stray}, which is not among the groups`);
  return Object.freeze({
    ...common,
    keyShares,
    grease: options.grease ?? false,
    credentials: (options.credentials ?? []).map(parsedCredential),
  });
}

/** What one connection needs to know. */
export interface ClientTarget {
  /** The DNS name or IP address that the server's certificate must have. Names are sent in server_name, addresses not. */
  readonly serverName?: string | undefined;
  /** Milliseconds since 1970: certificates are judged at this time. */
  readonly now: number;
  /** For this connection alone, beside the configuration's. */
  readonly observer?: Observer | undefined;
}

/** A connection that has its ClientHello ready to `take()`. Throws `MisuseError` when `serverName` cannot be one. */
export function clientConnection(config: ClientConfig, target: ClientTarget): Connection {
  const { serverName, now } = target;
  if (serverName === undefined && !config.acceptsAnyPeer) {
    throw new MisuseError('serverName is missing: without it, any certificate of a trusted root would do');
  }
  if (serverName !== undefined) referenceName(peerNameOf(serverName));
  return new Connection('client', observed(config, target.observer), now, (io) =>
    clientHandshake(io, config, serverName),
  );
}
