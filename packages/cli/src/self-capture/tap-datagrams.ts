/** Listens to a transport of datagrams, and tells the packets that carried them. */

import { type CapturedPacket, type SyntheticEnd, syntheticLinkType, udpPacket } from '@handfast/inspect';
import type { DatagramTransport } from 'handfast/node';
import { now, plainAddress } from './tap.ts';

/** The same transport, which tells `add` what is sent and received. `local` is where it is bound. */
export function tapDatagrams(
  inner: DatagramTransport,
  local: SyntheticEnd,
  add: (packets: readonly CapturedPacket[]) => void,
): DatagramTransport {
  const record = (direction: 'sent' | 'received', bytes: Uint8Array, peer: string): void => {
    const [host, port] = peer.split(' ');
    const remote = { address: plainAddress(host), port: Number(port) };
    const own = { address: ofSameVersion(plainAddress(local.address), remote.address), port: local.port };
    const packet = direction === 'sent' ? udpPacket(own, remote, bytes) : udpPacket(remote, own, bytes);
    add([captured(packet, now())]);
  };
  const outer: DatagramTransport = {
    send(bytes, to) {
      record('sent', bytes, to);
      inner.send(bytes, to);
    },
    close: () => inner.close(),
    onMessage: undefined,
    onError: undefined,
  };
  inner.onMessage = (bytes, from) => {
    record('received', bytes, from);
    outer.onMessage?.(bytes, from);
  };
  inner.onError = (error) => outer.onError?.(error);
  return outer;
}

/** A socket for both versions has an address of one. */
const ofSameVersion = (own: string, remote: string): string =>
  own.includes(':') === remote.includes(':') ? own : remote.includes(':') ? '::' : '0.0.0.0';

function captured(bytes: Uint8Array, time: number): CapturedPacket {
  const seconds = Math.floor(time / 1000);
  const nanoseconds = Math.floor((time - 1000 * seconds) * 1000) * 1000;
  return { seconds, nanoseconds, linkType: syntheticLinkType, bytes, originalLength: bytes.length };
}
