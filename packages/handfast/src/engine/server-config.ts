/** A server's configuration, and connections made with it. */

import { whenReady } from '../base/awaitable.ts';
import { MisuseError } from '../base/errors.ts';
import { serverHandshake } from '../handshake/hello/server.ts';
import type { ServerSettings } from '../handshake/settings.ts';
import { type ConnectionSettings, commonSettings, observed } from './config.ts';
import { Connection } from './connection.ts';
import { chooseByName, parsedCredential } from './credentials.ts';
import type { Observer } from './observer.ts';
import type { ServerOptions } from './options.ts';

/** Options that were checked. Make it once, use it for every connection. */
export interface ServerConfig extends ServerSettings, ConnectionSettings {}

/** Checks options. Throws `MisuseError` when they cannot work. */
export function serverConfig(options: ServerOptions): ServerConfig {
  const { clientAuthentication = 'none', selectCredential, trust } = options;
  const credentials = (options.credentials ?? []).map(parsedCredential);
  if (selectCredential === undefined && credentials.length === 0) {
    throw new MisuseError('a server needs credentials, or selectCredential to choose them');
  }
  if (clientAuthentication !== 'none' && trust === undefined && options.insecureAcceptAnyCertificate !== true) {
    throw new MisuseError('to authenticate clients, a server needs trust: the roots of their certificates');
  }
  const byName = chooseByName(credentials, options.strictServerName ?? false);
  const announced = clientAuthentication !== 'none' && (options.announceAuthorities ?? true);
  return Object.freeze({
    ...commonSettings(options),
    clientAuthentication,
    clientAuthorities: announced ? (trust?.subjects ?? []) : [],
    requireProtocol: options.requireProtocol ?? false,
    retryCookie: options.retryCookie ?? false,
    credentialFor:
      selectCredential === undefined
        ? byName
        : (request) => whenReady(selectCredential(request), (chosen) => chosen && parsedCredential(chosen)),
  } satisfies ServerConfig);
}

/** What one connection needs to know. */
export interface ServerTarget {
  /** Milliseconds since 1970: client certificates are judged at this time. */
  readonly now: number;
  /** For this connection alone, beside the configuration's. */
  readonly observer?: Observer | undefined;
}

/** A connection that waits for a ClientHello. */
export function serverConnection(config: ServerConfig, { now, observer }: ServerTarget): Connection {
  return new Connection('server', observed(config, observer), now, (io) => serverHandshake(io, config));
}
