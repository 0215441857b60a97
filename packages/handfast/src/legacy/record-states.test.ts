import { expect, test } from 'vitest';
import { concat, toHex, utf8 } from '../base/bytes.ts';
import { Secret } from '../base/secret.ts';
import { compose } from '../crypto/compose.ts';
import type { MessageEvent } from '../engine/observer.ts';
import { credential } from '../engine/testing/fixtures.ts';
import { type Pair, pair, pump } from '../engine/testing/pair.ts';
import { legacyProvider } from '../providers/legacy/index.ts';
import { nodeProvider } from '../providers/node/index.ts';
import { keyBlock, verifyData } from '../schedule/classic.ts';
import { prf12 } from '../schedule/prf.ts';
import { MemoryStore } from '../session/memory-store.ts';
import { TicketKeyRing } from '../session/ticket-key-ring.ts';
import { type LegacyOptions, legacy } from './legacy.ts';
import { recordsOf } from './testing/records.ts';

const crypto = compose(nodeProvider, legacyProvider);
const credentials = [await credential({ kind: 'RSA' })];
const tickets = { sealer: new TicketKeyRing({ crypto: nodeProvider }) };
type Version = 'SSL 3.0' | 'TLS 1.0' | 'TLS 1.1' | 'TLS 1.2';
type Side = 'client' | 'server';

/** Everything that was said in one connection. */
interface Heard {
  readonly both: Pair;
  /** All records in the order in which they were sent, with their senders. */
  readonly records: { readonly from: Side; readonly bytes: Uint8Array }[];
  /** Handshake messages as the client sent and received them. */
  readonly messages: { readonly name: string; readonly bytes: Uint8Array; readonly body: unknown }[];
  readonly master: Uint8Array[];
}

async function listen(version: Version, suite: string, more: LegacyOptions = {}): Promise<Heard> {
  const old = legacy({ versions: version === 'TLS 1.2' ? [] : [version], cipherSuites: [suite], ...more });
  const common = { versions: version === 'TLS 1.2' ? ([version] as const) : [], cipherSuites: [], legacy: old };
  const [messages, master, records]: [Heard['messages'], Heard['master'], Heard['records']] = [[], [], []];
  const observer = {
    message: ({ name, bytes, body }: MessageEvent) => void messages.push({ name, bytes: bytes.slice(), body }),
    secret: (_label: string, _random: Uint8Array, secret: Uint8Array) => void master.push(secret.slice()),
  };
  const both = pair({
    crypto,
    client: { ...common, observer, sessions: new MemoryStore() },
    server: { ...common, credentials, tickets },
  });
  await pump(both, (bytes, from) => {
    records.push(...recordsOf(bytes).map((record) => ({ from, bytes: record })));
    return bytes;
  });
  expect([both.client.info?.cipherSuite, both.server.info?.cipherSuite]).toEqual([suite, suite]);
  return { both, records, messages, master };
}

const isChange = ({ bytes }: { readonly bytes: Uint8Array }): boolean => bytes[0] === 20;
const contentOf = (bytes: Uint8Array): Uint8Array => bytes.subarray(5);

/** The types of the messages that these bytes hold, and nothing else. */
function typesOf(content: Uint8Array): number[] {
  const types = [];
  for (let at = 0; at < content.length; ) {
    types.push(content[at] as number);
    at += 4 + (content[at + 1] as number) * 65_536 + (content[at + 2] as number) * 256 + (content[at + 3] as number);
    expect(at).toBeLessThanOrEqual(content.length);
  }
  return types;
}

const split = (records: Heard['records'], side: Side) => {
  const own = records.filter(({ from }) => from === side);
  const at = own.findIndex(isChange);
  return { before: own.slice(0, at), change: own[at]?.bytes, after: own.slice(at + 1) };
};

test.each(['SSL 3.0', 'TLS 1.0', 'TLS 1.1', 'TLS 1.2'] as const)(
  '[B22] RFC 5246 §6.1: before ChangeCipherSpec records of %s hold messages to the last byte, without MAC and padding',
  async (version) => {
    const { records } = await listen(version, 'TLS_RSA_WITH_AES_128_CBC_SHA');
    for (const side of ['client', 'server'] as const) {
      const { before, after } = split(records, side);
      const types = typesOf(concat(...before.map(({ bytes }) => contentOf(bytes))));
      expect(types.slice(0, 2)).toEqual(side === 'client' ? [1, 16] : [2, 11]);
      // Finished and what protects it.
      const finished = version === 'SSL 3.0' ? 40 : 16;
      expect(contentOf(after[0]?.bytes as Uint8Array).length).toBeGreaterThan(finished + 20);
    }
  },
);

test('[B24] RFC 5246 §7.1: the pending state becomes current in each direction by itself', async () => {
  const { records } = await listen('TLS 1.2', 'TLS_RSA_WITH_AES_128_CBC_SHA');
  const at = records.findIndex((record) => record.from === 'client' && isChange(record));
  // The client writes under its keys by now; the server does not yet: a ticket that anybody can read.
  expect(records[at + 1]).toMatchObject({ from: 'client' });
  const next = records.slice(at + 2).filter(({ from }) => from === 'server');
  expect(typesOf(contentOf(next[0]?.bytes as Uint8Array))).toEqual([4]);
  expect(isChange(next[1] as Heard['records'][number])).toBe(true);
  expect(contentOf(next[2]?.bytes as Uint8Array).length).toBeGreaterThan(16 + 20);
});

test('[C20] [D02] [D10] RFC 5246 §6.3, §7.4.9: from 48 bytes come all keys, each for one purpose and one direction', async () => {
  const { records, messages, master } = await listen('TLS 1.2', 'TLS_RSA_WITH_AES_128_CBC_SHA');
  const [secret, ...others] = master;
  expect([secret?.length, others]).toEqual([48, []]);
  const randomIn = (name: string) => messages.find((message) => message.name === name)?.bytes.subarray(6, 38);
  const randoms = { client: randomIn('ClientHello') as Uint8Array, server: randomIn('ServerHello') as Uint8Array };
  const prf = prf12(crypto, 'sha256');
  const all = new Secret(secret as Uint8Array);
  const keys = keyBlock(prf, all, randoms, { mac: 20, key: 16, iv: 0 });
  expect(new Set([keys.client, keys.server].flatMap(({ mac, key }) => [toHex(mac), toHex(key)])).size).toBe(4);
  for (const side of ['client', 'server'] as const) {
    const { change, after } = split(records, side);
    expect(toHex(change as Uint8Array)).toBe('140303000101');
    const [first] = after;
    const at = messages.findLastIndex(
      ({ name }, i) => name === 'Finished' && (side === 'server' || i < messages.length - 1),
    );
    const transcript = crypto
      .hash('sha256')
      .update(concat(...messages.slice(0, at).map(({ bytes }) => bytes)))
      .digest();
    const expected = concat(Uint8Array.of(20, 0, 0, 12), verifyData(prf, all, side, transcript, 12));
    expect(toHex(opened(first?.bytes as Uint8Array, keys[side]) ?? none)).toBe(toHex(expected));
    expect(opened(first?.bytes as Uint8Array, keys[side === 'client' ? 'server' : 'client'])).toBeUndefined();
  }
});

const none = new Uint8Array(0);

/** The first record under these keys, with AES-128-CBC and HMAC-SHA1 behind it. RFC 7366 §3 */
function opened(record: Uint8Array, { mac, key }: { mac: Uint8Array; key: Uint8Array }): Uint8Array | undefined {
  const sealed = record.subarray(5, -20);
  const header = Uint8Array.of(
    0,
    0,
    0,
    0,
    0,
    0,
    0,
    0,
    record[0] as number,
    3,
    3,
    sealed.length >> 8,
    sealed.length & 255,
  );
  if (toHex(crypto.hmac('sha1', mac).compute(header, sealed)) !== toHex(record.subarray(-20))) return undefined;
  const plain = crypto.blockCipher?.('aes-128-cbc', key)?.decrypt(sealed.subarray(0, 16), sealed.subarray(16)) ?? none;
  return plain.subarray(0, plain.length - 1 - (plain.at(-1) as number));
}

test('[B29] RFC 5246 §6.2: what is done to a record depends on what was agreed on', async () => {
  const data = utf8('a'.repeat(400));
  const lengths = [];
  for (const [suite, more] of [
    ['TLS_RSA_WITH_NULL_SHA', {}],
    ['TLS_RSA_WITH_NULL_SHA', { truncatedMacs: true }],
    ['TLS_RSA_WITH_NULL_SHA', { compression: true }],
    ['TLS_RSA_WITH_RC4_128_MD5', {}],
    ['TLS_RSA_WITH_AES_128_CBC_SHA', {}],
    ['TLS_RSA_WITH_AES_128_GCM_SHA256', {}],
  ] as const) {
    const { both } = await listen('TLS 1.2', suite, more);
    both.client.use((connection) => connection.write(data));
    const [record] = recordsOf(both.client.send());
    lengths.push(contentOf(record as Uint8Array).length - data.length);
  }
  const [macAlone, cutMac, compressed, stream, block, aead] = lengths as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  // A MAC; ten bytes of one; less than came in; MD5; IV, padding and MAC; nonce and tag.
  expect([macAlone, cutMac, stream, block, aead]).toEqual([20, 10, 16, 16 + 16 + 20, 8 + 16]);
  expect(compressed).toBeLessThan(-300);
});

test('[C11] RFC 5246 §7.4.1.3: the server chooses the suite, and with it how long keys are', async () => {
  const [short, long] = ['TLS_RSA_WITH_AES_128_GCM_SHA256', 'TLS_RSA_WITH_AES_256_GCM_SHA384'];
  for (const [order, length] of [
    [[short, long], 16],
    [[long, short], 32],
  ] as const) {
    const lengths: number[] = [];
    const watched = {
      ...crypto,
      aead: (...[name, key]: Parameters<typeof crypto.aead>) => (lengths.push(key.length), crypto.aead(name, key)),
    };
    const speaking = (suites: readonly string[]) => ({
      versions: ['TLS 1.2'] as const,
      cipherSuites: [],
      legacy: legacy({ cipherSuites: suites }),
    });
    const client = { ...speaking([short, long] as string[]), crypto: watched };
    const both = pair({ crypto, client, server: { ...speaking(order as readonly string[]), credentials } });
    lengths.length = 0;
    await pump(both);
    expect(both.client.info?.cipherSuite).toBe(order[0]);
    expect(lengths).toEqual([length, length]);
  }
});
