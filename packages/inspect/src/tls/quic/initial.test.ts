import { nodeProvider } from 'handfast/providers/node';
import { xorNonce } from 'handfast/record';
import { encodeMessage, messages13 } from 'handfast/wire';
import { expect, test } from 'vitest';
import { concat, fromHex, toHex, utf8 } from '../bytes.ts';
import { dissectOne, linesOf, type Portion } from '../testing/tape.ts';
import { initialKeys, quicVersion } from './keys.ts';

const hex = (text: string): Uint8Array => fromHex(text) ?? new Uint8Array(0);
const destination = hex('8394c8f03e515708');
const keysOf = (version: number, direction: 0 | 1) => {
  const row = quicVersion(version);
  if (row === undefined) throw new Error('unknown version');
  return initialKeys(nodeProvider, row, destination, direction);
};

test('RFC 9001 §A.1: the keys of Initial packets of version 1', () => {
  const { key, iv, headerProtection } = keysOf(1, 0);
  expect([key, iv, headerProtection].map(toHex)).toEqual([
    '1f369613dd76d5467730efcbe3b1a22d',
    'fa044b2f42a3fd3b46fb255c',
    '9f50449e04a0e810283a1e9933adedd2',
  ]);
  expect(toHex(keysOf(1, 1).key)).toBe('cf3a5331653c364c88f0f379b6067e37');
});

test('RFC 9369 §A.1: the keys of Initial packets of version 2', () => {
  const { key, iv, headerProtection } = keysOf(0x6b3343cf, 0);
  expect([key, iv, headerProtection].map(toHex)).toEqual([
    '8b1a0bc121284290a29e0971b5cd045d',
    '91f73e2351d8fa91660e909f',
    '45b95e15235d6f45a6b19cbcb0294ba9',
  ]);
});

const hello = encodeMessage(messages13.ClientHello, {
  legacyVersion: 0x0303,
  random: new Uint8Array(32).fill(9),
  legacySessionId: new Uint8Array(0),
  cipherSuites: [0x1301, 0x1302],
  legacyCompressionMethods: [0],
  extensions: {
    server_name: [{ nameType: 0, hostName: utf8('quic.test') }],
    application_layer_protocol_negotiation: [utf8('h3')],
    supported_versions: [0x0304],
    signature_algorithms: [0x0403],
    padding: new Uint8Array(1500),
  },
});

const varint2 = (value: number): Uint8Array => Uint8Array.of(0x40 | (value >> 8), value & 255);
const crypto = (from: number, to: number): Uint8Array =>
  concat(Uint8Array.of(6), varint2(from), varint2(to - from), hello.subarray(from, to));

/** An Initial packet of the client, protected as a client would. */
function initial(version: number, packetNumber: number, ...frames: readonly Uint8Array[]): Uint8Array {
  const row = quicVersion(version);
  const { key, iv, headerProtection } = keysOf(version, 0);
  const content = concat(...frames, new Uint8Array(64));
  const length = varint2(2 + content.length + 16);
  const wire = Uint8Array.of(version >>> 24, version >> 16, version >> 8, version);
  const first = Uint8Array.of(0xc0 | ((row?.initial ?? 0) << 4) | 1);
  const number = Uint8Array.of(packetNumber >> 8, packetNumber & 255);
  const header = concat(first, wire, Uint8Array.of(8), destination, Uint8Array.of(0, 0), length, number);
  const sealed = new Uint8Array(content.length + 16);
  void nodeProvider.aead('aes-128-gcm', key)?.seal(xorNonce(iv, packetNumber), header, content, sealed);
  const packet = concat(header, sealed);
  const at = header.length - 2;
  const mask = nodeProvider.sequenceMask?.('aes-128-gcm', headerProtection)?.(packet.subarray(at + 4, at + 20));
  if (mask === undefined) throw new Error('no mask');
  packet[0] = (packet[0] as number) ^ ((mask[0] as number) & 15);
  for (const i of [0, 1]) packet[at + i] = (packet[at + i] as number) ^ (mask[1 + i] as number);
  return packet;
}

const versions = [
  ['1', 1],
  ['2', 0x6b3343cf],
] as const;

test.each(versions)(
  'RFC 9001 §5: a ClientHello over two Initial packets of version %s, the second first',
  (name, version) => {
    const tape: readonly Portion[] = [
      { direction: 0, bytes: initial(version, 1, crypto(1000, hello.length)) },
      { direction: 0, bytes: initial(version, 0, crypto(0, 400), crypto(400, 1000)) },
    ];
    const { items, trees, report } = dissectOne(tape, {}, 'datagram');
    expect(items.map(({ protocol, info }) => `${protocol} ${info}`)).toEqual([
      'QUIC Initial, DCID=8394c8f03e515708, PKN: 1, CRYPTO, PADDING',
      'QUIC Initial, DCID=8394c8f03e515708, PKN: 0, CRYPTO, PADDING',
    ]);
    expect(linesOf(trees[1] as (typeof trees)[0])).toContain('          Server Name: quic.test'.slice(0));
    expect(report.serverName).toBe('quic.test');
    expect(report.verdict).toBe(`QUIC ${name}: the ClientHello was read, and no answer to it`);
    expect(report.fingerprints.ja4?.hash).toMatch(/^q13d0205h3_/);
  },
);
