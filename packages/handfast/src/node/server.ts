/** A TLS server for Node over TCP. */

import { type Socket, Server as TcpServer } from 'node:net';
import { MisuseError, ProtocolError } from '../base/errors.ts';
import type { Observer } from '../engine/observer.ts';
import type { EarlyDataOptions, ServerOptions, TicketOptions } from '../engine/options.ts';
import { type ServerConfig, serverConfig, serverConnection } from '../engine/server-config.ts';
import { MemoryReplayGuard } from '../session/memory-replay-guard.ts';
import { TicketKeyRing } from '../session/ticket-key-ring.ts';
import { type AdapterOptions, libraryOptions } from './options.ts';
import { TlsSocket } from './tls-socket.ts';

export interface CreateServerOptions
  extends AdapterOptions,
    Omit<ServerOptions, keyof AdapterOptions | 'crypto' | 'trust' | 'tickets' | 'earlyData'> {
  /**
   * Resume sessions by tickets. Without a `sealer` the keys are this configuration's own and change every twelve hours.
   * `false`: no tickets.
   */
  readonly tickets?: false | Partial<TicketOptions> | undefined;
  /** Take data before the handshake is finished: `most` bytes. Without a `guard` this process alone remembers what came. */
  readonly earlyData?: (Omit<EarlyDataOptions, 'guard'> & Partial<EarlyDataOptions>) | undefined;
  readonly allowHalfOpen?: boolean | undefined;
  /** An observer for each client, beside the `observer` that sees them all. */
  readonly observeClient?: ((client: Socket) => Observer) | undefined;
  /**
   * How many clients may be in the middle of their handshake: one more, and the oldest is dropped, for honest handshakes
   * take a moment. Default 10,000.
   */
  readonly mostHandshakes?: number | undefined;
}

/** Options of the server itself, beside the configuration of its connections. */
type ListenerOptions = Pick<CreateServerOptions, 'allowHalfOpen' | 'observeClient' | 'mostHandshakes' | 'idleTimeout'>;

/**
 * A `net.Server` whose `secureConnection` event gives each client (a `TlsSocket`) when its handshake is finished, and
 * whose `tlsClientError` event gives the error and socket of each client that did not come so far. With `halfRttData`,
 * `halfOpenConnection` gives it before: who it is has not been proved, and data that came early may be a replay.
 */
export class TlsServer extends TcpServer {
  readonly #options: ListenerOptions;
  /** Clients in the middle of their handshake, the oldest first. */
  readonly #unfinished = new Set<TlsSocket>();
  #config: ServerConfig;

  constructor(config: ServerConfig, options: ListenerOptions = {}) {
    const { mostHandshakes = 1 } = options;
    if (!(mostHandshakes >= 1)) throw new MisuseError('mostHandshakes must be at least 1');
    super({ allowHalfOpen: true, noDelay: true });
    this.#config = config;
    this.#options = options;
    this.on('connection', (tcp: Socket) => this.#accept(tcp));
  }

  /** Uses another configuration for the clients that come from now on: renewed certificates, say. */
  setConfig(config: ServerConfig): void {
    this.#config = config;
  }

  #accept(tcp: Socket): void {
    const { allowHalfOpen, observeClient, idleTimeout } = this.#options;
    const connection = serverConnection(this.#config, { now: Date.now(), observer: observeClient?.(tcp) });
    const socket = new TlsSocket(connection, tcp, allowHalfOpen, idleTimeout);
    this.#begin(socket);
    const failed = (error: Error): void => {
      this.emit('tlsClientError', error, socket);
    };
    socket.on('error', failed);
    socket.once('close', () => this.#unfinished.delete(socket));
    socket.once('writable', () => this.emit('halfOpenConnection', socket));
    socket.once('secureConnect', () => {
      this.#unfinished.delete(socket);
      socket.off('error', failed);
      this.emit('secureConnection', socket);
    });
  }

  /** One more handshake; too many are fewer by the oldest, whose client has had the most time. */
  #begin(socket: TlsSocket): void {
    const { mostHandshakes = 10_000 } = this.#options;
    this.#unfinished.add(socket);
    if (this.#unfinished.size <= mostHandshakes) return;
    const [oldest] = this.#unfinished;
    if (oldest === undefined) return;
    this.#unfinished.delete(oldest);
    oldest.destroy(new ProtocolError('handshake_timeout', { why: 'newer clients need the place' }));
  }
}

/** A server that is not listening yet. Throws `MisuseError` for options that cannot work. */
export function createServer(options: CreateServerOptions, listener?: (socket: TlsSocket) => void): TlsServer {
  const server = new TlsServer(createServerConfig(options), options);
  if (listener !== undefined) server.on('secureConnection', listener);
  return server;
}

/** The configuration that `createServer` would make. */
export function createServerConfig(options: CreateServerOptions): ServerConfig {
  const { own, credentials = [], tickets = {}, earlyData, ...others } = libraryOptions(options);
  return serverConfig({
    ...others,
    credentials: own === undefined ? credentials : [own, ...credentials],
    tickets: tickets === false ? undefined : { sealer: new TicketKeyRing(others), ...tickets },
    earlyData: earlyData && { guard: new MemoryReplayGuard(), ...earlyData },
  });
}
