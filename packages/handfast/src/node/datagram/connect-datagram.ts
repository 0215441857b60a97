/** A DTLS client for Node: over UDP, or over any transport for datagrams. */

import { lookup } from 'node:dns';
import { isIP } from 'node:net';
import { type ClientConfig, clientConnection } from '../../engine/client-config.ts';
import { type ConnectOptions, connectConfig } from '../connect.ts';
import { DatagramSocket } from './datagram-socket.ts';
import { type DatagramTransport, UdpTransport, udpAddress, udpSocket } from './transport.ts';

export interface ConnectDatagramOptions extends Omit<ConnectOptions, 'socket' | 'allowHalfOpen' | 'carrier'> {
  /** Instead of UDP: it belongs to this connection. */
  readonly transport?: DatagramTransport | undefined;
  /** The peer's address as `transport` spells it. Default: `host` and `port`. */
  readonly address?: string | undefined;
}

/**
 * Begins a handshake; `secureConnect` says that it is finished, `error` that it failed. Without `ca` the roots bundled
 * with Node are trusted. Throws `MisuseError` for options that cannot work.
 */
export function connectDatagram(options: ConnectDatagramOptions): DatagramSocket {
  return connectDatagramWith(connectDatagramConfig(options), { ...options, observer: undefined });
}

/** The configuration that `connectDatagram` would make: make it once to connect often. */
export function connectDatagramConfig(options: ConnectDatagramOptions): ClientConfig {
  const { transport, address, ...others } = options;
  const mtu = others.datagrams?.mtu ?? transport?.mtu;
  return connectConfig({
    ...others,
    carrier: 'datagram',
    datagrams: { ...others.datagrams, ...(mtu !== undefined && { mtu }) },
  });
}

/** Where to connect with a configuration that was made before. */
export type ConnectDatagramTarget = Pick<
  ConnectDatagramOptions,
  'host' | 'port' | 'serverName' | 'transport' | 'address' | 'encryptedClientHello' | 'earlyData' | 'observer'
>;

/** Like `connectDatagram`, without parsing options again. */
export function connectDatagramWith(config: ClientConfig, target: ConnectDatagramTarget): DatagramSocket {
  const { host = 'localhost', port = 4433, serverName = host, encryptedClientHello, earlyData, observer } = target;
  const origin = `${host} ${port} ${serverName}`;
  const wishes = { serverName, origin, earlyData, encryptedClientHello };
  const connection = clientConnection(config, { ...wishes, now: Date.now(), observer });
  const { transport, address = udpAddress(host, port) } = target;
  if (transport !== undefined) return over(transport, address, connection);
  return overUdp(host, port, connection);
}

function over(transport: DatagramTransport, address: string, connection: ReturnType<typeof clientConnection>) {
  const socket = new DatagramSocket(
    connection,
    (datagram) => transport.send(datagram, address),
    () => transport.close(),
  );
  listenTo(transport, address, socket);
  return socket;
}

/** Functions have names before they are assigned: see `Connection`. */
function listenTo(transport: DatagramTransport, address: string, socket: DatagramSocket): void {
  const receive = (datagram: Uint8Array, from: string): void => {
    if (from === address) socket.receive(datagram);
  };
  const fail = (error: Error): void => socket.destroy(error);
  transport.onMessage = receive;
  transport.onError = fail;
}

/** What is said before the name has become an address waits for it. */
function overUdp(host: string, port: number, connection: ReturnType<typeof clientConnection>): DatagramSocket {
  let transmit: ((datagram: Uint8Array) => void) | undefined;
  let close: (() => void) | undefined;
  let closed = false;
  const waiting: Uint8Array[] = [];
  const socket = new DatagramSocket(
    connection,
    (datagram) => (transmit === undefined ? void waiting.push(datagram) : transmit(datagram)),
    () => {
      closed = true;
      close?.();
    },
  );
  const begin = (ip: string): void => {
    const transport = new UdpTransport(udpSocket(ip, false));
    const address = udpAddress(ip, port);
    close = () => transport.close();
    transmit = (datagram) => transport.send(datagram, address);
    listenTo(transport, address, socket);
    for (const datagram of waiting.splice(0)) transmit(datagram);
  };
  if (isIP(host) !== 0) begin(host);
  else
    lookup(host, (error, ip) => {
      if (closed) return;
      if (error) socket.destroy(error);
      else begin(ip);
    });
  return socket;
}
