import { expect, test } from 'vitest';
import { concat, utf8 } from '../../base/bytes.ts';
import { MisuseError, ProtocolError } from '../../base/errors.ts';
import type { FailureCode } from '../../base/failures.ts';
import { nodeProvider } from '../../providers/node/index.ts';
import { inDatagrams } from '../../record/datagram12.ts';
import { unprotected } from '../../record/none.ts';
import { contentTypes } from '../../registry/content-types.ts';
import { clientConfig, clientConnection } from '../client-config.ts';
import { trust } from '../testing/fixtures.ts';
import type { DatagramChannel } from './datagram-channel.ts';
import { encodeFragment } from './fragment.ts';
import { defaultTimes } from './retransmission.ts';
import { believed, channelWithKeys, record } from './testing/keyless.ts';
import { type LossyOptions, lossyPairs } from './testing/lossy-pair.ts';

const modern = { client: { versions: ['DTLS 1.3'] } } as const satisfies LossyOptions;

const codeOf = (thrown: unknown): FailureCode | undefined =>
  thrown instanceof ProtocolError ? thrown.code : undefined;

/** A pair whose datagrams are carried by hand: `take` gives those that were sent since it was last called. */
function byHand(options: LossyOptions = modern) {
  const said: Uint8Array[] = [];
  const events: string[] = [];
  const pair = lossyPairs({
    ...options,
    observe: (side) => ({
      record: ({ direction, type, epoch }) =>
        direction === 'sent' && type === contentTypes.ACK && events.push(`${side} acknowledges under ${epoch} keys`),
      retransmission: ({ reason }) => events.push(`${side} again: ${reason}`),
      message: ({ direction, name }) => direction === 'sent' && events.push(`${side} says ${name}`),
    }),
  })({ seed: 1, drop: 1 });
  pair.network.onDatagram = (bytes) => said.push(Uint8Array.from(bytes));
  const wait = (milliseconds: number): void => pair.network.run(pair.network.now + milliseconds);
  return { ...pair, wait, take: () => said.splice(0), news: () => events.splice(0) };
}

/** The same with the handshake behind it, and a network that loses nothing but what it is told to. */
function established(options: LossyOptions = modern) {
  const pair = byHand(options);
  pair.network.conditions = {};
  pair.wait(5000);
  expect(pair.client.info).toBeDefined();
  expect(pair.server.info).toBeDefined();
  pair.take();
  pair.news();
  return pair;
}

test('[A25] RFC 9147 §7.1: a part of an answer ends the retransmission, and is acknowledged after a while', () => {
  const { client, server, wait, take, news } = byHand({ ...modern, server: { datagrams: { mtu: 300 } } });
  wait(450);
  for (const hello of take()) server.receive(hello);
  const flight = take();
  expect(flight.length).toBeGreaterThan(2);
  for (const datagram of flight.slice(0, 2)) client.receive(datagram);
  news();
  wait(150);
  expect(news().filter((event) => event.startsWith('client'))).toEqual(['client acknowledges under handshake keys']);
  wait(350);
  expect(news().filter((event) => event.startsWith('client'))).toEqual([]);
});

test('[A25] RFC 9147 §7.2: what an ACK shows to be lost is sent at once, and nothing of what follows it', () => {
  const { client, server, wait, take, news } = byHand({ ...modern, server: { datagrams: { mtu: 300 } } });
  wait(450);
  for (const hello of take()) server.receive(hello);
  const flight = take();
  for (const [index, datagram] of flight.entries()) if (index !== 1 && index < 4) client.receive(datagram);
  take();
  wait(150);
  for (const acknowledgement of take()) server.receive(acknowledgement);
  expect(news()).toContain('server again: acknowledged');
  const again = take();
  expect(again).toHaveLength(1);
  for (const datagram of [...again, ...flight.slice(4)]) client.receive(datagram);
  expect(client.info).toBeDefined();
});

test('RFC 6347 §4.2.4: a flight that comes twice is not answered twice while a timer runs', () => {
  const { server, wait, take, news } = byHand();
  wait(450);
  const hello = take();
  for (let i = 0; i < 5; i++) for (const datagram of hello) server.receive(datagram);
  expect(take().length).toBeLessThan(4);
  expect(news().filter((event) => event.includes('again: repeated'))).toEqual([]);
});

test('[A25] RFC 9147 §5.8.1: keys that were replaced are kept for four minutes', () => {
  const { network, client, server, wait, take } = established();
  network.conditions = { drop: 1 };
  client.use((connection) => connection.write(utf8('late')));
  client.use((connection) => connection.write(utf8('too late')));
  const [late = utf8(''), tooLate = utf8('')] = take();
  network.conditions = {};
  client.use((connection) => connection.updateKeys(false));
  wait(1000);
  server.receive(late);
  expect(server.data).toEqual([utf8('late')]);
  wait(240_000);
  server.receive(tooLate);
  expect(server.data).toEqual([utf8('late')]);
});

test('[A25] RFC 9147 §8: keys are announced once until the peer knows of them', () => {
  const { network, client, news } = established();
  network.conditions = { drop: 1 };
  for (let i = 0; i < 5; i++) client.use((connection) => connection.updateKeys(false));
  expect(news().filter((event) => event === 'client says KeyUpdate')).toHaveLength(1);
});

test('RFC 9147 §8: keys are announced at once, whether or not anything else is said', () => {
  const { client, take } = established();
  client.use((connection) => connection.updateKeys(false));
  expect(take()).toHaveLength(1);
});

test('RFC 9147 §5.3: bad_value is the answer to a cookie where DTLS 1.3 has none', () => {
  const { client, server, wait, take } = byHand({ client: { versions: ['DTLS 1.2', 'DTLS 1.3'] } });
  wait(450);
  take();
  // HelloVerifyRequest from somebody between the two.
  const data = Uint8Array.of(0xfe, 0xff, 2, 7, 7);
  client.receive(record(encodeFragment({ type: 3, length: data.length, sequence: 0, offset: 0, data })));
  for (const hello of take()) server.receive(hello);
  expect(codeOf(server.error)).toBe('bad_value');
});

test('RFC 6347 §4.1.1.1: what becomes known about the path holds at once', () => {
  const { client, server, wait, take, news } = byHand();
  wait(450);
  const hello = take();
  server.use((connection) => connection.usePath({ mtu: 256, first: 1000 }));
  news();
  for (const datagram of hello) server.receive(datagram);
  const flight = take();
  expect(flight.length).toBeGreaterThan(2);
  expect(Math.max(...flight.map(({ length }) => length))).toBeLessThanOrEqual(256);
  client.use((connection) => connection.close());
  wait(990);
  expect(news()).not.toContain('server again: timeout');
  wait(20);
  expect(news()).toContain('server again: timeout');
  server.use((connection) => connection.usePath({ first: 500 }));
  wait(970);
  expect(news()).not.toContain('server again: timeout');
  wait(20);
  expect(news()).toContain('server again: timeout');
  expect(() => server.connection.usePath({ mtu: 100 })).toThrow(MisuseError);
  expect(() => server.connection.usePath({ first: 0 })).toThrow(MisuseError);
});

test('RFC 6347 §4.1.1.1: a stream has no path', () => {
  const stream = clientConnection(clientConfig({ crypto: nodeProvider, trust }), { serverName: 'server.test', now: 0 });
  expect(() => stream.usePath({ mtu: 1000 })).toThrow(MisuseError);
});

const piece = (sequence: number): Uint8Array =>
  encodeFragment({ type: 8, length: 1, sequence, offset: 0, data: Uint8Array.of(0) });

/** A client's end in the epoch in which it hears the rest of a flight. */
const listening = (version: 'DTLS 1.2' | 'DTLS 1.3' = 'DTLS 1.3'): DatagramChannel =>
  channelWithKeys(version, version === 'DTLS 1.3' ? 'handshake' : 'application');

const underKeys = 2 * 2 ** 48;

/** Hands over what has come. */
function hear(channel: DatagramChannel, datagram: Uint8Array): void {
  channel.push(datagram);
  for (let next = channel.nextRecord(); next !== undefined; next = channel.nextRecord()) {
    if ('data' in next) channel.collect(next.data);
  }
}

test('RFC 9147 §7: a record is acknowledged only when nothing in it was thrown away', () => {
  const whole = listening();
  hear(whole, record(piece(0), underKeys));
  whole.tick(100);
  expect(whole.take()).toHaveLength(1);
  const partly = listening();
  hear(partly, record(concat(piece(1000), piece(0)), underKeys));
  partly.tick(100);
  expect(partly.take()).toHaveLength(0);
});

test('RFC 9147 §7: what was acknowledged is acknowledged again with what follows, as far as a datagram holds it', () => {
  const channel = listening();
  const sent = (): number => channel.take().reduce((sum, { length }) => sum + length, 0);
  hear(channel, record(piece(0), underKeys));
  channel.tick(100);
  const one = sent();
  hear(channel, record(piece(1), underKeys + 1));
  channel.tick(200);
  expect(sent() - one).toBe(16);
  for (let i = 2; i < 60; i++) hear(channel, record(piece(i % 8), underKeys + i));
  channel.usePath({ mtu: 256 });
  channel.tick(300);
  expect(sent()).toBeGreaterThan(240);
});

test('RFC 8446 §5.1: message_spans_key_change ends what goes on under keys that were replaced', () => {
  const packed = listening();
  hear(packed, record(concat(piece(0), piece(1)), underKeys));
  expect(packed.nextMessage()).toBeDefined();
  const next = believed;
  expect(() => packed.readWith('application', next)).toThrow(
    expect.objectContaining({ code: 'message_spans_key_change' }),
  );
  const late = listening();
  hear(late, record(piece(0), underKeys));
  expect(late.nextMessage()).toBeDefined();
  late.readWith('application', next);
  late.finish();
  expect(() => hear(late, record(piece(1), underKeys + 1))).toThrow(
    expect.objectContaining({ code: 'message_spans_key_change' }),
  );
});

test('RFC 5246 §7.2.2: who wants to renegotiate over datagrams is told no, as often as the question comes', () => {
  const channel = listening('DTLS 1.2');
  const request = (): Uint8Array => encodeFragment({ type: 0, length: 0, sequence: 0, offset: 0, data: utf8('') });
  for (let i = 0; i < 3; i++) hear(channel, record(piece(i), 2 ** 48 + i));
  while (channel.nextMessage() !== undefined);
  channel.finish();
  hear(channel, record(piece(2), 2 ** 48 + 3));
  expect(channel.nextMessage()).toBeUndefined();
  for (let i = 0; i < 2; i++) {
    hear(channel, record(request(), 2 ** 48 + 4 + i));
    expect(channel.nextMessage()).toEqual(new Uint8Array(4));
    expect(channel.nextMessage()).toBeUndefined();
    // Nothing comes of it.
    channel.finish();
  }
  // Anybody could have sent this.
  hear(channel, record(request(), 9));
  expect(channel.nextMessage()).toBeUndefined();
});

test('RFC 9147 §4.5.2: without keys nobody can acknowledge what went under keys', () => {
  const channel = listening();
  channel.writeWith('handshake', believed);
  channel.sendMessage(Uint8Array.of(20, 0, 0, 1, 0));
  channel.flush(['Finished']);
  const forged = inDatagrams(unprotected(0xfefd));
  const ack = concat(Uint8Array.of(0, 16), new Uint8Array(7), Uint8Array.of(2), new Uint8Array(8));
  for (const data of [ack, Uint8Array.of(1, 2, 3)]) {
    const output = new Uint8Array(forged.sealedLength(data.length, 0));
    void forged.seal(data.length, { type: contentTypes.ACK, data }, 0, output);
    hear(channel, output);
    expect(channel.wakeAt).toBe(defaultTimes.first);
  }
});
