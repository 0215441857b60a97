/** A DTLS server for Node: one transport, and any number of peers. */

import { EventEmitter } from 'node:events';
import type { AddressInfo } from 'node:net';
import { toHex } from '../../base/bytes.ts';
import { CookieGate } from '../../engine/datagram/cookie-gate.ts';
import { type Observer, observers } from '../../engine/observer.ts';
import { type ServerConfig, serverConnection } from '../../engine/server-config.ts';
import type { AnsweredHello } from '../../handshake/tls13/retry-server.ts';
import { recordsIn } from '../../record/datagram-header.ts';
import { type CreateServerOptions, createServerConfig } from '../server.ts';
import { DatagramSocket } from './datagram-socket.ts';
import { type DatagramTransport, UdpTransport, udpSocket } from './transport.ts';

export interface CreateDatagramServerOptions
  extends Omit<CreateServerOptions, 'allowHalfOpen' | 'observeClient' | 'carrier'> {
  /** Instead of UDP. */
  readonly transport?: DatagramTransport | undefined;
  /**
   * Whether clients show first that they hear what is sent to their address. Default true. Without it anybody can have
   * large answers sent to somebody else, and our memory filled. With it no early data is accepted, which comes with a
   * client's first hello alone.
   */
  readonly cookies?: boolean | undefined;
  /** Most handshakes at a time: further clients are not answered. Default 1,000. */
  readonly halfOpen?: number | undefined;
  /** An observer for each client, beside the `observer` that sees them all. */
  readonly observeClient?: ((address: string) => Observer) | undefined;
}

interface DatagramServerEvents {
  listening: [];
  /** The handshake with a client is finished. */
  secureConnection: [socket: DatagramSocket, address: string];
  /** A client did not come so far. */
  tlsClientError: [error: Error, address: string];
  error: [error: Error];
  close: [];
}

interface Peer {
  readonly socket: DatagramSocket;
  /** Of the ClientHello with which it came. */
  readonly random: Uint8Array | undefined;
  address: string;
  /** Where the datagram came from that is being read. */
  from: string;
  /** Where it may have moved to: it was asked whether it hears us there. */
  candidate: string | undefined;
}

export class DatagramServer extends EventEmitter<DatagramServerEvents> {
  readonly #config: ServerConfig;
  readonly #options: Pick<CreateDatagramServerOptions, 'halfOpen' | 'observeClient'>;
  readonly #gate: CookieGate | undefined;
  readonly #peers = new Map<string, Peer>();
  /** By the name that was given to the client: it may come from anywhere. */
  readonly #named = new Map<string, Peer>();
  #handshakes = 0;
  #transport: DatagramTransport | undefined;

  constructor(config: ServerConfig, options: CreateDatagramServerOptions) {
    super();
    this.#config = config;
    this.#options = options;
    this.#gate = options.cookies === false ? undefined : new CookieGate(config, Date.now());
    if (options.transport !== undefined) this.#attach(options.transport);
  }

  /** How many clients there are, whether their handshake is finished or not. */
  get connections(): number {
    return this.#peers.size;
  }

  /** Listens on a UDP port; 0 is any that is free. `listening` says when. */
  listen(port: number, host = '0.0.0.0', listening?: () => void): this {
    if (listening !== undefined) this.once('listening', listening);
    const socket = udpSocket(host);
    this.#attach(new UdpTransport(socket));
    socket.bind(port, host, () => this.emit('listening'));
    return this;
  }

  /** Where it listens, when that is UDP. */
  address(): AddressInfo {
    return (this.#transport as UdpTransport).socket.address();
  }

  /** Says goodbye to all clients. */
  close(): void {
    for (const { socket } of this.#peers.values()) socket.close();
    this.#transport?.close();
    this.emit('close');
  }

  #attach(transport: DatagramTransport): void {
    this.#transport = transport;
    transport.onMessage = (datagram, from) => this.#receive(transport, datagram, from);
    transport.onError = (error) => this.emit('error', error);
  }

  #receive(transport: DatagramTransport, datagram: Uint8Array, from: string): void {
    const moved = this.#namedIn(datagram);
    if (moved !== undefined) return this.#receiveNamed(moved, datagram, from);
    const peer = this.#peers.get(from);
    // A client that lost its memory begins again from the same address. RFC 6347 §4.2.8
    const begins = peer === undefined || (peer.socket.info !== undefined && beginsHandshake(datagram));
    if (!begins) return peer.socket.receive(datagram);
    if (this.#gate === undefined) {
      if (peer === undefined) this.#admit(transport, from, undefined, undefined)?.receive(datagram);
      else peer.socket.receive(datagram);
      return;
    }
    const admission = this.#gate.judge(datagram, from, Date.now());
    if (admission.do === 'answer') transport.send(admission.datagram, from);
    if (admission.do !== 'admit') return;
    // What brought the client here may come twice.
    if (peer?.random !== undefined && Buffer.compare(peer.random, admission.random) === 0) {
      return peer.socket.receive(datagram);
    }
    peer?.socket.destroy();
    this.#admit(transport, from, admission.answered, new Uint8Array(admission.random))?.receive(datagram);
  }

  /** The client whose name a datagram carries. RFC 9146 §6 */
  #namedIn(datagram: Uint8Array): Peer | undefined {
    if (this.#named.size === 0) return undefined;
    const [first] = recordsIn(datagram, this.#config.connectionIdLength);
    const [from = 0, to = 0] = first?.connectionId ?? [];
    return from === to ? undefined : this.#named.get(toHex(datagram.subarray(from, to)));
  }

  /** A client has moved when it says something new from elsewhere: what an eavesdropper repeats is not new. RFC 9146 §6 */
  #receiveNamed(peer: Peer, datagram: Uint8Array, from: string): void {
    peer.from = from;
    peer.socket.receive(datagram);
  }

  #hearing(peer: () => Peer): Observer {
    return {
      record: ({ newest = false }) => {
        if (newest) this.#move(peer());
      },
    };
  }

  #move(peer: Peer): void {
    if (peer.from === peer.address) return;
    if (!peer.socket.checksPaths) this.#rebind(peer, peer.from);
    else if (peer.socket.challengePath()) peer.candidate = peer.from;
  }

  #rebind(peer: Peer, address: string): void {
    if (this.#peers.get(peer.address) === peer) this.#peers.delete(peer.address);
    peer.address = address;
    peer.candidate = undefined;
    this.#peers.set(address, peer);
  }

  #admit(
    transport: DatagramTransport,
    from: string,
    answered: AnsweredHello | undefined,
    random: Uint8Array | undefined,
  ): DatagramSocket | undefined {
    const { halfOpen = 1000, observeClient } = this.#options;
    if (this.#handshakes >= halfOpen) return undefined;
    this.#handshakes++;
    let shaking = true;
    const done = (): void => {
      if (shaking) this.#handshakes--;
      shaking = false;
    };
    const own = observeClient?.(from);
    // Only clients that were given a name can move.
    const observer = this.#config.connectionIdLength
      ? observers(
          this.#hearing(() => peer),
          own ?? {},
        )
      : own;
    const connection = serverConnection(this.#config, { now: Date.now(), answered, observer });
    const socket = new DatagramSocket(
      connection,
      (bytes, probe) => transport.send(bytes, probe ? peer.from : peer.address),
      () => {
        done();
        if (this.#peers.get(peer.address) === peer) this.#peers.delete(peer.address);
        for (const [name, one] of this.#named) if (one === peer) this.#named.delete(name);
      },
    );
    const peer: Peer = { socket, random, address: from, from, candidate: undefined };
    socket.on('pathValid', () => peer.candidate !== undefined && this.#rebind(peer, peer.candidate));
    const failed = (error: Error): void => {
      this.emit('tlsClientError', error, from);
    };
    socket.on('error', failed);
    socket.once('secureConnect', (info) => {
      done();
      socket.off('error', failed);
      const { connectionId } = info;
      if (connectionId !== undefined && connectionId.length > 0) this.#named.set(toHex(connectionId), peer);
      this.emit('secureConnection', socket, from);
    });
    this.#peers.set(from, peer);
    return socket;
  }
}

/** A server that is not listening yet, unless it was given a transport. Throws `MisuseError` for options that cannot work. */
export function createDatagramServer(
  options: CreateDatagramServerOptions,
  listener?: (socket: DatagramSocket, address: string) => void,
): DatagramServer {
  const { transport, cookies, halfOpen, observeClient, ...others } = options;
  const config = createServerConfig({ ...others, carrier: 'datagram' });
  const server = new DatagramServer(config, options);
  if (listener !== undefined) server.on('secureConnection', listener);
  return server;
}

/** A handshake record without protection, with a ClientHello in it. */
const beginsHandshake = (datagram: Uint8Array): boolean =>
  datagram[0] === 22 && datagram[3] === 0 && datagram[4] === 0 && datagram[13] === 1;
