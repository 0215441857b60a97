/** What datagrams travel through: UDP here, anything else by implementing the interface. RFC 6347 §3, RFC 5238, RFC 6083 */

import { createSocket, type Socket } from 'node:dgram';
import { isIPv6 } from 'node:net';
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
  #underway = 0;
  #closing = false;
  onMessage: DatagramTransport['onMessage'];
  onError: DatagramTransport['onError'];

  constructor(socket: Socket) {
    this.socket = socket;
    socket.on('message', (message, { address, port }) => this.onMessage?.(bare(message), udpAddress(address, port)));
    socket.on('error', (error) => this.onError?.(error));
  }

  send(datagram: Uint8Array, to: string): void {
    const [host, port] = to.split(' ');
    // What cannot be sent is lost, as datagrams may be: the peer is asked again, or given up in time.
    this.#underway++;
    this.socket.send(datagram, Number(port), host, () => {
      this.#underway--;
      this.#settle();
    });
  }

  /** When all that was sent has left. */
  close(): void {
    this.#closing = true;
    this.#settle();
  }

  #settle(): void {
    if (!this.#closing || this.#underway > 0) return;
    this.#closing = false;
    this.socket.close();
  }
}

/** A UDP socket for this kind of address. */
export const udpSocket = (host: string): Socket => createSocket({ type: isIPv6(host) ? 'udp6' : 'udp4' });
