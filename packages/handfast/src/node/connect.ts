/** A TLS client for Node: over TCP, or over any stream that is already there. */

import { connect as connectTcp, isIP } from 'node:net';
import type { Duplex } from 'node:stream';
import { domainToASCII } from 'node:url';
import { type ClientConfig, clientConfig, clientConnection } from '../engine/client-config.ts';
import type { Connection } from '../engine/connection.ts';
import type { ClientOptions } from '../engine/options.ts';
import { type AdapterOptions, libraryOptions } from './options.ts';
import { TlsSocket } from './tls-socket.ts';
import { bundledRoots } from './trust-store.ts';

export interface ConnectOptions
  extends AdapterOptions,
    Pick<
      ClientOptions,
      | 'keyShares'
      | 'grease'
      | 'shuffleExtensions'
      | 'delegatedCredentials'
      | 'encryptedClientHello'
      | 'credentials'
      | 'sessions'
      | 'offeredTickets'
      | 'asksForTickets'
      | 'wantedTickets'
      | 'postHandshakeAuthentication'
      | 'ocspStapling'
      | 'falseStart'
      | 'fallback'
      | 'maxFragmentLength'
      | 'certificateTransparency'
    > {
  /** Default `localhost`. */
  readonly host?: string | undefined;
  readonly port?: number | undefined;
  /** A connected stream to use instead of a new TCP connection: a proxy's tunnel, a STARTTLS socket, another TLS. */
  readonly socket?: Duplex | undefined;
  /** The name or address that the certificate must have. Default: `host`. */
  readonly serverName?: string | undefined;
  /**
   * Sent before the handshake if a session from `sessions` and the server allow it, and right after it otherwise.
   * Anybody who listens can send it again: let it ask for what may happen twice.
   */
  readonly earlyData?: Uint8Array | undefined;
  /** Whether the library sends it again when the server rejects it. If false, `info.withheld` has it. Default true. */
  readonly resendEarlyData?: boolean | undefined;
  /**
   * What this server's sessions are kept by: servers that share their keys, or ports of one, may go by one name. Default:
   * `host`, `port` and `serverName`.
   */
  readonly origin?: string | undefined;
  readonly allowHalfOpen?: boolean | undefined;
}

/**
 * Connects and starts the handshake; `secureConnect` says that it is finished, `error` that it failed. Without `ca` and
 * `trustedKeys` the roots bundled with Node are trusted. Throws `MisuseError` for options that cannot work.
 */
export function connect(options: ConnectOptions): TlsSocket {
  return connectWith(connectConfig(options), { ...options, observer: undefined });
}

/** The configuration that `connect` would make: make it once to connect often, with `connectWith`. */
export function connectConfig(options: ConnectOptions): ClientConfig {
  const { own, trust, credentials = [], ...others } = libraryOptions(options);
  const chooses = options.insecureAcceptAnyCertificate === true || options.trustedKeys !== undefined;
  const trusting = trust ?? (chooses ? undefined : bundledRoots());
  return clientConfig({
    ...others,
    trust: trusting,
    credentials: own === undefined ? credentials : [own, ...credentials],
  });
}

/** Where to connect with a configuration that was made before. */
export interface ConnectTarget
  extends Pick<
    ConnectOptions,
    | 'host'
    | 'port'
    | 'socket'
    | 'serverName'
    | 'encryptedClientHello'
    | 'earlyData'
    | 'resendEarlyData'
    | 'origin'
    | 'allowHalfOpen'
    | 'idleTimeout'
    | 'observer'
  > {}

/** Like `connect`, without parsing options again. */
export function connectWith(config: ClientConfig, target: ConnectTarget): TlsSocket {
  const { host = 'localhost', port = 443, socket, serverName = host, earlyData, allowHalfOpen, observer } = target;
  const connection = clientConnection(config, {
    serverName: asciiName(serverName),
    origin: target.origin ?? `${host} ${port} ${serverName}`,
    earlyData,
    resendEarlyData: target.resendEarlyData,
    encryptedClientHello: target.encryptedClientHello,
    now: Date.now(),
    observer,
  });
  if (socket === undefined) return overTcp(connection, target);
  return new TlsSocket(connection, socket, allowHalfOpen, target.idleTimeout);
}

/** Reads into one buffer that all sockets share: each read is used up before the next one begins. */
function overTcp(connection: Connection, target: ConnectTarget): TlsSocket {
  const { host = 'localhost', port = 443, allowHalfOpen, idleTimeout } = target;
  const onread = {
    buffer: readBuffer,
    callback(length: number, buffer: Uint8Array): boolean {
      socket.receive(buffer.subarray(0, length));
      return true;
    },
  };
  const tcp = connectTcp({ host, port, noDelay: true, onread });
  const socket = new TlsSocket(connection, tcp, allowHalfOpen, idleTimeout);
  return socket;
}

const readBuffer = new Uint8Array(256 * 1024);

/** Names beyond ASCII as A-labels; addresses and ASCII names as they are. */
function asciiName(name: string): string {
  return isIP(name) !== 0 ? name : domainToASCII(name) || name;
}
