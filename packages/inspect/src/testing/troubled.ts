/** A TCP connection with everything that the packet list remarks on. */

import type { CapturedPacket } from '../capture/captured-packet.ts';
import type { Direction } from '../model.ts';
import { tcpFlags } from '../network/tcp-segment.ts';
import { noise } from './documents.ts';
import { Wire } from './wire.ts';

const client = { address: '10.0.0.1', port: 40_000 };
const server = { address: '10.0.0.2', port: 7777 };
const ack = { flags: tcpFlags.ack };
const empty = new Uint8Array();

/** Losses, repetitions, disorder, a full window, a closed one, and the same ports once more. */
export function troubledPackets(): CapturedPacket[] {
  const wire = new Wire(client, server);
  const options = Uint8Array.of(2, 4, 5, 0xb4, 4, 2, 1, 1, 3, 3, 0, 0);
  wire.send(0, empty, { flags: tcpFlags.syn, options });
  wire.send(1, empty, { flags: tcpFlags.syn | tcpFlags.ack, options }).send(0, empty, ack);
  wire.send(0, noise(100)).send(1, empty, ack);
  loss(wire);
  idle(wire);
  window(wire);
  disorder(wire);
  const again = new Wire(client, server, [99_999, 88_888]).wait(5000).open();
  again.send(0, noise(20)).send(1, empty, { flags: tcpFlags.rst });
  return [...wire.packets, ...again.packets];
}

/** A segment of the server is lost, asked for four times, and sent again twice. */
function loss(wire: Wire): void {
  const start = wire.sequences[1];
  wire.send(1, noise(1000));
  wire.sequences[1] += 1000;
  wire.send(1, noise(1000)).send(1, noise(1000));
  const end = wire.sequences[1];
  wire.sequences[1] = start + 1000;
  for (let i = 0; i < 4; i++) wire.send(0, empty, ack);
  wire.sequences[1] = end;
  wire.send(1, noise(1000), { sequence: start + 1000 }).send(0, empty, ack);
  wire
    .wait(50)
    .send(1, noise(1000), { sequence: start + 1000 })
    .send(0, empty, ack);
  const sent = wire.sequences[0];
  wire.send(0, noise(500)).wait(300).send(0, noise(500), { sequence: sent }).send(1, empty, ack);
}

/** Are you still there? */
function idle(wire: Wire): void {
  wire
    .wait(1000)
    .send(0, empty, { ...ack, sequence: wire.sequences[0] - 1 })
    .send(1, empty, ack);
}

/** The client has no room for a while, and then little. */
function window(wire: Wire): void {
  announce(wire, 0, 0);
  wire.wait(200).send(1, noise(1), { sequence: wire.sequences[1] });
  announce(wire, 0, 0);
  announce(wire, 0, 300);
  wire.send(1, noise(300)).send(0, empty, ack);
}

/** An acknowledgment with this window. */
function announce(wire: Wire, direction: Direction, size: number): void {
  wire.send(direction, empty, ack);
  const { bytes } = wire.packets.at(-1) as CapturedPacket;
  bytes.set([size >> 8, size & 255], 14 + 20 + 14);
}

/** Two segments change places, and then the client confirms what nobody captured. */
function disorder(wire: Wire): void {
  wire.wait(10).send(1, noise(10));
  const next = wire.sequences[1];
  wire.sequences[1] += 100;
  wire.send(1, noise(100)).send(1, noise(100), { sequence: next }).send(0, empty, ack);
  wire.sequences[1] += 777;
  wire.send(0, empty, ack).close();
}
