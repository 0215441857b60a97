/** What datagrams travel through: UDP here, anything else by implementing the interface. RFC 6347 §3, RFC 5238, RFC 6083 */

import { createSocket, type Socket } from 'node:dgram';
import { lookup } from 'node:dns';
import { bare } from '../../providers/node/bare.ts';

/** Addresses are texts that only the transport understands; the same text is the same peer. */
export interface DatagramTransport {
  /** Sends a datagram, or loses it. */
  send(datagram: Uint8Array, to: string): void;
  /** Called with each datagram that arrives. */
  onMessage: ((datagram: Uint8Array, from: string) => void) | undefined;
  /** Called when the transport has broken. */
  onError: ((error: Error) => void) | undefined;
  close(): void;
  /** Largest datagram that passes whole, in bytes, where the transport knows. */
  readonly mtu?: number | undefined;
}

/** `192.0.2.1 4433`, as `UdpTransport` spells addresses. */
export const udpAddress = (host: string, port: number): string => `${host} ${port}`;

/** UDP. Takes over the socket. */
export class UdpTransport implements DatagramTransport {
  readonly socket: Socket;
  /** Most datagrams go to the peer of the last one, and come from it. */
  #to: { readonly name: string; readonly host: string; readonly port: number } = { name: '', host: '', port: 0 };
  #from: { readonly name: string; readonly host: string; readonly port: number } = { name: '', host: '', port: 0 };
  onMessage: DatagramTransport['onMessage'];
  onError: DatagramTransport['onError'];

  constructor(socket: Socket) {
    this.socket = socket;
    socket.on('message', (message, { address, port }) => {
      if (port !== this.#from.port || address !== this.#from.host) {
        this.#from = { name: udpAddress(address, port), host: address, port };
      }
      this.onMessage?.(bare(message), this.#from.name);
    });
    socket.on('error', (error) => this.onError?.(error));
  }

  /** What cannot be sent is lost, as datagrams may be: the peer is asked again, or given up in time. */
  send(datagram: Uint8Array, to: string): void {
    if (to !== this.#to.name) {
      const end = to.indexOf(' ');
      this.#to = { name: to, host: to.slice(0, end), port: Number(to.slice(end)) };
    }
    this.socket.send(datagram, this.#to.port, this.#to.host, lost);
  }

  /** When all that was sent has left. */
  close(): void {
    // A socket that is not bound yet, or a name that is not an address yet, takes a turn to send the first datagram.
    setImmediate(() => {
      if (this.socket.getSendQueueCount() > 0) this.close();
      else this.socket.close();
    });
  }
}

/** Errors of one datagram are nobody's. */
const lost = (): void => {};

/** A UDP socket for this kind of address; one that `binds` may be told to do so by name. */
export function udpSocket(host: string, binds = true): Socket {
  // Neither names nor addresses of IPv4 have a colon.
  const family = host.includes(':') ? 6 : 4;
  let named = binds;
  const socket = createSocket({
    type: `udp${family}`,
    // Whom we send to we know by address: that need not wait a turn, as every lookup does.
    lookup: (name, options, done) => (named ? lookup(name, options, done) : done(null, name, family)),
  });
  return socket.once('listening', () => {
    named = false;
  });
}
