/** The captures that the mission's documents show, rebuilt from their numbers. */

import type { CapturedPacket } from '../capture/captured-packet.ts';
import { linkTypes } from '../capture/captured-packet.ts';
import { concat } from '../concat.ts';
import { tcpFlags } from '../network/tcp-segment.ts';
import { Wire } from './wire.ts';

/** A record of a version, with what it holds. */
export function record(type: number, version: number, ...content: readonly Uint8Array[]): Uint8Array {
  const body = concat(...content);
  return concat(Uint8Array.of(type, version >> 8, version & 0xff, body.length >> 8, body.length & 0xff), body);
}

/** A handshake message. */
export function message(type: number, ...content: readonly Uint8Array[]): Uint8Array {
  const body = concat(...content);
  return concat(Uint8Array.of(type, body.length >> 16, (body.length >> 8) & 0xff, body.length & 0xff), body);
}

/** An extension. */
export function extension(type: number, ...content: readonly Uint8Array[]): Uint8Array {
  const body = concat(...content);
  return concat(uint16(type), uint16(body.length), body);
}

export const uint16 = (value: number): Uint8Array => Uint8Array.of(value >> 8, value & 0xff);

/** A text behind its length in one byte. */
const text8 = (text: string): Uint8Array => concat(Uint8Array.of(text.length), new TextEncoder().encode(text));

/** So many bytes that look like nothing. */
export const noise = (length: number, seed = 1): Uint8Array =>
  Uint8Array.from({ length }, (_, i) => (Math.imul(i + seed, 2_654_435_761) >>> 13) & 0xff);

/** The eight packets of the Spanish report, and the segment in the middle of the server's flight that its list leaves out. */
export function spanishPackets(): CapturedPacket[] {
  const wire = new Wire();
  const flight = concat(
    record(22, 0x0303, spanishServerHello()),
    record(22, 0x0303, message(11, Uint8Array.of(0, 0x0e, 0x17), noise(3607, 3))),
    record(22, 0x0303, spanishServerKeyExchange()),
    record(22, 0x0303, message(14)),
  );
  const changeAndFinished = concat(record(20, 0x0303, Uint8Array.of(1)), record(22, 0x0303, noise(32, 5)));
  wire.send(0, record(22, 0x0301, spanishClientHello()));
  wire.stream(1, flight);
  wire.send(0, concat(record(22, 0x0303, message(16, Uint8Array.of(65), noise(65))), changeAndFinished));
  const ticket = message(4, Uint8Array.of(0, 1, 0x51, 0x80), uint16(180), noise(180));
  wire.send(1, concat(record(22, 0x0303, ticket), changeAndFinished));
  wire.send(1, record(23, 0x0303, noise(44)));
  wire.send(1, record(23, 0x0303, noise(32)));
  wire.send(0, record(23, 0x0303, noise(44)));
  return wire.packets;
}

function spanishClientHello(): Uint8Array {
  const suites = [
    0xcc14, 0xcc13, 0xc02b, 0xc02f, 0x009e, 0xc00a, 0xc009, 0xc013, 0xc014, 0xc007, 0xc011, 0x0033, 0x0032, 0x0039,
    0x009c, 0x002f, 0x0035, 0x000a, 0x0005, 0x0004,
  ];
  const extensions = concat(
    extension(0, uint16(16), Uint8Array.of(0), uint16(13), new TextEncoder().encode('www.google.cl')),
    extension(0xff01, Uint8Array.of(0)),
    extension(10, uint16(6), uint16(23), uint16(24), uint16(25)),
    extension(11, Uint8Array.of(1, 0)),
    extension(35),
    extension(13172),
    extension(16, uint16(35), ...['http/1.1', 'spdy/3.1', 'spdy/3', 'spdy/4a2x'].map(text8)),
    extension(5, Uint8Array.of(1, 0, 0, 0, 0)),
    extension(13, uint16(16), ...[0x0401, 0x0501, 0x0201, 0x0403, 0x0503, 0x0203, 0x0402, 0x0202].map(uint16)),
  );
  return message(
    1,
    uint16(0x0303),
    Uint8Array.of(0x3a, 0xd9, 0xb1, 0x9b),
    noise(28),
    Uint8Array.of(0),
    uint16(40),
    ...suites.map(uint16),
    Uint8Array.of(1, 0),
    uint16(extensions.length),
    extensions,
  );
}

function spanishServerHello(): Uint8Array {
  return message(
    2,
    uint16(0x0303),
    Uint8Array.of(0x53, 0xba, 0x3e, 0x06),
    noise(28),
    Uint8Array.of(0),
    uint16(0xcc14),
    Uint8Array.of(0),
    uint16(36),
    extension(0),
    extension(0xff01, Uint8Array.of(0)),
    extension(11, Uint8Array.of(1, 0)),
    extension(35),
    extension(13172, ...['http/1.1', 'h2c'].map(text8)),
  );
}

/** A point of P-256 and an ECDSA signature of 70 bytes. */
function spanishServerKeyExchange(): Uint8Array {
  return message(
    12,
    Uint8Array.of(3),
    uint16(23),
    Uint8Array.of(65, 4),
    noise(64),
    uint16(0x0403),
    uint16(70),
    noise(70),
  );
}

/** The two frames of the French slides, 740 and 741 there. */
export function frenchPackets(): CapturedPacket[] {
  const wire = new Wire({ address: '10.10.1.37', port: 55_538 }, { address: '62.161.94.179', port: 443 });
  wire.open();
  wire.send(0, record(22, 0x0301, frenchClientHello()));
  wire.send(1, frenchAnswer(), { flags: tcpFlags.ack });
  const turned = [...(wire.packets[4] as CapturedPacket).bytes];
  // The answer comes from the other card.
  const bytes = Uint8Array.from([...turned.slice(6, 12), ...turned.slice(0, 6), ...turned.slice(12)]);
  wire.packets[4] = { ...(wire.packets[4] as CapturedPacket), bytes, linkType: linkTypes.ethernet };
  return wire.packets;
}

export function frenchClientHello(): Uint8Array {
  const suites = [
    0xc00a, 0xc014, 0x0088, 0x0087, 0x0039, 0x0038, 0xc00f, 0xc005, 0x0084, 0x0035, 0xc007, 0xc009, 0xc011, 0xc013,
    0x0045, 0x0044, 0x0033, 0x0032, 0xc00c, 0xc00e, 0xc002, 0xc004, 0x0041, 0x0004, 0x0005, 0x002f, 0xc008, 0xc012,
    0x0016, 0x0013, 0xc00d, 0xc003, 0xfeff, 0x000a,
  ];
  return message(
    1,
    uint16(0x0301),
    noise(32),
    Uint8Array.of(0),
    uint16(68),
    ...suites.map(uint16),
    Uint8Array.of(1, 0),
    uint16(45),
    extension(0, uint16(17), Uint8Array.of(0), uint16(14), new TextEncoder().encode('mx.example.com')),
    extension(10, uint16(6), uint16(23), uint16(24), uint16(25)),
    extension(11, Uint8Array.of(1, 0)),
    extension(35),
  );
}

function frenchAnswer(): Uint8Array {
  const session = Uint8Array.of(
    0x08,
    0x01,
    0x00,
    0x00,
    0xff,
    0x91,
    0xa5,
    0x9a,
    0x71,
    0x4b,
    0xd6,
    0x0a,
    0x7f,
    0x42,
    0xfc,
    0xa1,
  );
  return record(
    22,
    0x0301,
    message(2, uint16(0x0301), noise(32), Uint8Array.of(32), session, noise(16), uint16(0x0004), Uint8Array.of(0)),
    message(11, Uint8Array.of(0, 3, 0x92), Uint8Array.of(0, 3, 0x8f), noise(911)),
    message(14),
  );
}
