/** Listens to a socket, and tells the packets that its TCP connection would have had. */

import type { Socket } from 'node:net';
import { type CapturedPacket, SyntheticConnection } from '@handfast/inspect';

/** Tells `add` from now on what is sent and received; changes nothing of it. Gives what tells that we let go of it. */
export function tap(
  tcp: Socket,
  role: 'client' | 'server',
  add: (packets: readonly CapturedPacket[]) => void,
): () => void {
  const local = { address: plainAddress(tcp.localAddress), port: tcp.localPort ?? 0 };
  const remote = { address: plainAddress(tcp.remoteAddress), port: tcp.remotePort ?? 0 };
  const connection =
    role === 'client' ? new SyntheticConnection(local, remote) : new SyntheticConnection(remote, local);
  const ours = role === 'client' ? 0 : 1;
  const theirs = role === 'client' ? 1 : 0;
  add(connection.open(now()));
  tcp.on('data', (bytes: Uint8Array) => add(connection.data(theirs, bytes, now())));
  tcp.on('end', () => add(connection.end(theirs, now())));
  tcp.on('finish', () => add(connection.end(ours, now())));
  tcp.on('close', (hadError) => add(hadError ? connection.reset(theirs, now()) : connection.end(ours, now())));
  const write = tcp.write.bind(tcp);
  tcp.write = ((bytes: Uint8Array, ...others: []) => {
    add(connection.data(ours, bytes, now()));
    return write(bytes, ...others);
  }) as Socket['write'];
  return () => add(connection.end(ours, now()));
}

/** Milliseconds since 1970, with a fraction. */
export const now = (): number => performance.timeOrigin + performance.now();

/** Without a zone, and IPv4 as such where a socket for both versions shows it inside IPv6. */
export function plainAddress(address = '0.0.0.0'): string {
  return address.replace(/^::ffff:(?=\d+\.)/i, '').replace(/%.*$/, '');
}
