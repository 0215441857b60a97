import { expect, test } from 'vitest';
import { concat, utf8 } from '../../base/bytes.ts';
import { ProtocolError } from '../../base/errors.ts';
import type { FailureCode } from '../../base/failures.ts';
import { inDatagrams } from '../../record/datagram12.ts';
import { unprotected } from '../../record/none.ts';
import { contentTypes } from '../../registry/content-types.ts';
import { alertBytes } from '../alerts.ts';
import { encodeFragment, type Fragment } from './fragment.ts';
import { type LossyOptions, type LossyPair, lossyPairs } from './testing/lossy-pair.ts';

const good = { seed: 1 };
const open = inDatagrams(unprotected(0xfefd));

/** A record that anybody could send. */
function forged(type: number, data: Uint8Array, sequence = 1000): Uint8Array {
  const output = new Uint8Array(open.sealedLength(data.length, 0));
  void open.seal(sequence, { type, data }, 0, output);
  return output;
}

const piece = (fragment: Partial<Fragment>, sequence?: number): Uint8Array =>
  forged(
    contentTypes.handshake,
    encodeFragment({ type: 1, length: 100, sequence: 0, offset: 0, data: new Uint8Array(10), ...fragment }),
    sequence,
  );

function connected(options: LossyOptions = {}): LossyPair {
  const pair = lossyPairs(options)(good);
  pair.network.run(pair.network.now + 5000);
  expect(pair.client.error ?? pair.server.error).toBeUndefined();
  expect(pair.server.info).toBeDefined();
  return pair;
}

/** A server that has heard nothing yet: the client's hello is on its way and never arrives. */
const lonely = () => lossyPairs()({ seed: 1, drop: 1 }).server;

const codeOf = (error: Error | undefined): FailureCode | undefined =>
  error instanceof ProtocolError ? error.code : undefined;

test.each([
  { why: 'pieces that disagree about the length', second: piece({ length: 90, offset: 10 }, 1001) },
  { why: 'pieces that disagree about the type', second: piece({ type: 2, offset: 10 }, 1001) },
  { why: 'a piece beyond the end of its message', second: piece({ offset: 95 }, 1001) },
  { why: 'a header that is cut off', second: forged(contentTypes.handshake, new Uint8Array(11), 1001) },
])('[A25] RFC 6347 §4.2.3: bad_fragment is the answer to $why', ({ second }) => {
  const server = lonely();
  server.receive(piece({}));
  server.receive(second);
  expect(codeOf(server.error)).toBe('bad_fragment');
});

test('[A25] RFC 6347 §4.2.3: what is longer than any message may be is refused at its first piece', () => {
  const server = lonely();
  server.receive(piece({ length: 2 ** 24 - 1 }));
  expect(codeOf(server.error)).toBe('message_too_long');
});

test('[A25] RFC 6347 §4.1.2.7: what nobody could have meant is thrown away in silence', () => {
  const garbage = [
    new Uint8Array(0),
    Uint8Array.of(22),
    utf8('GET / HTTP/1.1\r\n\r\n'),
    new Uint8Array(1200).fill(0xff),
    piece({}).subarray(0, 20),
    piece({ sequence: 4000 }, 1),
    forged(contentTypes.application_data, utf8('hello'), 2),
    forged(contentTypes.change_cipher_spec, Uint8Array.of(1), 3),
    forged(contentTypes.alert, alertBytes('close_notify'), 4),
    forged(contentTypes.heartbeat, new Uint8Array(3), 5),
    forged(contentTypes.handshake, new Uint8Array(0), 6),
  ];
  const pair = lossyPairs()(good);
  for (const datagram of garbage) {
    pair.server.receive(datagram);
    pair.client.receive(datagram);
  }
  pair.network.run(pair.network.now + 5000);
  expect(pair.server.info).toBeDefined();
  expect(pair.client.error ?? pair.server.error).toBeUndefined();
  for (const end of [pair.client, pair.server]) {
    for (const datagram of garbage) end.receive(datagram);
    expect(end.error).toBeUndefined();
    expect(end.data).toEqual([]);
  }
});

for (const version of ['DTLS 1.2', 'DTLS 1.3'] as const) {
  const options = { client: { versions: [version] } };

  test(`[A25] RFC 6347 §4.1.2.7: an alert without protection ends no ${version} connection that has keys`, () => {
    const pair = connected(options);
    for (const end of [pair.client, pair.server]) {
      end.receive(forged(contentTypes.alert, alertBytes('internal_error')));
      expect(end.error).toBeUndefined();
    }
    pair.client.use((connection) => connection.write(utf8('still here')));
    pair.network.run(pair.network.now + 100);
    expect(pair.server.data).toEqual([utf8('still here')]);
  });

  test(`[B19] RFC 6347 §4.1.2.6: a datagram of ${version} that comes again is heard once`, () => {
    const pair = connected(options);
    const seen: Uint8Array[] = [];
    pair.network.onDatagram = (bytes) => seen.push(Uint8Array.from(bytes));
    for (let i = 0; i < 5; i++) pair.client.use((connection) => connection.write(utf8(`${i}`)));
    pair.network.run(pair.network.now + 100);
    for (const datagram of [...seen, ...seen.reverse()]) pair.server.receive(datagram);
    expect(pair.server.data).toEqual(['0', '1', '2', '3', '4'].map(utf8));
  });

  test(`[A25] RFC 6347 §4.1.2.1: a datagram of ${version} that was changed anywhere is not heard`, () => {
    const pair = connected(options);
    const seen: Uint8Array[] = [];
    pair.network.conditions = { drop: 1 };
    pair.network.onDatagram = (bytes) => seen.push(Uint8Array.from(bytes));
    pair.client.use((connection) => connection.write(utf8('hello')));
    const [datagram = new Uint8Array(0)] = seen;
    for (let bit = 0; bit < 8 * datagram.length; bit++) {
      const changed = Uint8Array.from(datagram);
      changed[bit >> 3] = (changed[bit >> 3] as number) ^ (1 << (bit & 7));
      pair.server.receive(changed);
    }
    expect(pair.server.error).toBeUndefined();
    expect(pair.server.data).toEqual([]);
    pair.server.receive(datagram);
    expect(pair.server.data).toEqual([utf8('hello')]);
  });

  test(`[A25] RFC 6347 §4.2.4: no_answer ends a ${version} handshake that nobody answers`, () => {
    const { client, network } = lossyPairs({ client: { versions: [version], datagrams: { first: 400 } } })({
      seed: 1,
      drop: 1,
    });
    const begun = network.now;
    while (client.error === undefined && network.step());
    expect(codeOf(client.error)).toBe('no_answer');
    // 400 ms, doubled up to a minute: twelve times again, and no more.
    expect(client.sent).toBe(1 + 12 + 1);
    expect(network.now - begun).toBe(400 * (2 ** 8 - 1) + 5 * 60_000);
  });
}

test('[A25] RFC 9147 §4.5.3: too_many_forgeries ends what an attacker could otherwise guess', () => {
  const cipherSuites = ['TLS_AES_128_CCM_8_SHA256'] as const;
  const pair = connected({ client: { versions: ['DTLS 1.3'], cipherSuites }, server: { cipherSuites } });
  for (let i = 0; i < 128; i++)
    pair.server.receive(concat(Uint8Array.of(0x2f, i, i, 0, 30), new Uint8Array(30).fill(i)));
  expect(pair.server.error).toBeUndefined();
  pair.server.receive(concat(Uint8Array.of(0x2f, 9, 9, 0, 30), new Uint8Array(30).fill(200)));
  expect(codeOf(pair.server.error)).toBe('too_many_forgeries');
});

test('[A25] RFC 9147 §8: keys change when KeyUpdate was acknowledged, however bad the network is', () => {
  for (let seed = 0; seed < 20; seed++) {
    const pair = connected({ client: { versions: ['DTLS 1.3'], datagrams: { attempts: 30 } } });
    pair.network.conditions = { drop: 0.3, duplicate: 0.2, delay: 20, jitter: 50 };
    for (let round = 0; round < 6; round++) {
      pair.client.use((connection) => connection.updateKeys(true));
      pair.server.use((connection) => connection.updateKeys(false));
      pair.client.use((connection) => connection.write(utf8(`${round}`)));
      pair.network.run(pair.network.now + 1000);
    }
    pair.network.run(pair.network.now + 600_000);
    pair.network.conditions = {};
    pair.client.use((connection) => connection.write(utf8('end')));
    pair.network.run(pair.network.now + 1000);
    expect(pair.client.error ?? pair.server.error).toBeUndefined();
    expect(pair.server.data.at(-1)).toEqual(utf8('end'));
  }
});

test('[A25] RFC 9147 §5.6: early data needs no EndOfEarlyData where records say under which keys they are', async () => {
  const { MemoryStore } = await import('../../session/memory-store.ts');
  const { TicketKeyRing } = await import('../../session/ticket-key-ring.ts');
  const { MemoryReplayGuard } = await import('../../session/memory-replay-guard.ts');
  const { nodeProvider } = await import('../../providers/node/index.ts');
  const messages: string[] = [];
  const make = lossyPairs({
    client: { versions: ['DTLS 1.3'], sessions: new MemoryStore() },
    server: {
      tickets: { sealer: new TicketKeyRing({ crypto: nodeProvider }) },
      earlyData: { most: 1000, guard: new MemoryReplayGuard() },
    },
    observe: (side) => ({ message: ({ name }) => messages.push(`${side} ${name}`) }),
  });
  make(good).network.run();
  const pair = make(good, utf8('early'));
  pair.network.run();
  expect(pair.client.info?.earlyData).toBe('accepted');
  expect(pair.server.data).toEqual([utf8('early')]);
  expect(messages.some((name) => name.includes('EndOfEarlyData'))).toBe(false);
});
