/** A transport that loses datagrams on purpose: the same ones each time for the same seed. */

import type { DatagramTransport } from 'handfast/node';
import { SimulatedNetwork } from 'handfast/testing/network';
import type { DatagramFlags } from './flags.ts';

/** Told of each datagram that is lost, and which way it went. */
export type OnLost = (direction: 'sent' | 'received', length: number) => void;

/** Takes over the transport. */
export function lossy(
  inner: DatagramTransport,
  { drop = 0, seed = 1 }: DatagramFlags,
  onLost: OnLost,
): DatagramTransport {
  if (drop === 0) return inner;
  const network = new SimulatedNetwork({ seed, drop, delay: 0 }, 0);
  const pass = (direction: 'sent' | 'received', bytes: Uint8Array, on: (bytes: Uint8Array) => void): void => {
    network.onDatagram = (_, fate) => fate === 'lost' && onLost(direction, bytes.length);
    network.send(bytes, on);
    network.run();
  };
  const outer: DatagramTransport = {
    send: (bytes, to) => pass('sent', bytes, (passed) => inner.send(passed, to)),
    close: () => inner.close(),
    onMessage: undefined,
    onError: undefined,
  };
  inner.onMessage = (bytes, from) => pass('received', bytes, (passed) => outer.onMessage?.(passed, from));
  inner.onError = (error) => outer.onError?.(error);
  return outer;
}
