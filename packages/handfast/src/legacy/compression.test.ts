import { describe, expect, test } from 'vitest';
import { utf8 } from '../base/bytes.ts';
import { ClassicPeer } from '../engine/testing/classic-peer.ts';
import { classicFields, classicServerScript, judgesClassic } from '../engine/testing/classic-script.ts';
import { converse, expectRefused } from '../engine/testing/converse.ts';
import { credential, serverCredential } from '../engine/testing/fixtures.ts';
import { clientEnd, connectedPair, pump } from '../engine/testing/pair.ts';
import { nodeProvider } from '../providers/node/index.ts';
import { suiteByName } from '../registry/cipher-suites.ts';
import { MemoryStore } from '../session/memory-store.ts';
import { TicketKeyRing } from '../session/ticket-key-ring.ts';
import { legacy } from './legacy.ts';

const cipherSuites = ['TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA'] as const;
const credentials = [await credential()];
const plug = (compression: boolean) => legacy({ versions: ['TLS 1.0', 'TLS 1.1'], cipherSuites, compression });

/** How many bytes travel when a client says something very long and very dull. */
async function lengthOnTheWire(compression: { client: boolean; server: boolean }, versions: readonly 'TLS 1.2'[] = []) {
  const both = await connectedPair({
    client: { versions, cipherSuites: [], legacy: plug(compression.client) },
    server: { versions, cipherSuites: [], legacy: plug(compression.server), credentials },
  });
  const dull = utf8('the same words again and again, '.repeat(1500));
  both.client.use((connection) => connection.write(dull));
  const before = both.client.writes.reduce((sum, length) => sum + length, 0);
  await pump(both);
  expect(both.server.data).toEqual(dull);
  both.server.use((connection) => connection.write(dull));
  await pump(both);
  expect(both.client.data).toEqual(dull);
  const { length } = both.client.writes;
  return both.client.writes[length - 1] ?? before;
}

describe('[B13] RFC 3749 §2: DEFLATE', () => {
  test('is used where both sides are told to, and shows how dull the words are', async () => {
    for (const versions of [[], ['TLS 1.2']] as const) {
      expect(await lengthOnTheWire({ client: true, server: true }, versions)).toBeLessThan(2000);
    }
  });

  test('is not used where one side is not', async () => {
    expect(await lengthOnTheWire({ client: true, server: false })).toBeGreaterThan(48_000);
    expect(await lengthOnTheWire({ client: false, server: true })).toBeGreaterThan(48_000);
  });
});

test('[B12] RFC 8446 §4.1.2: who offers TLS 1.3 offers no compression', async () => {
  const { client } = await connectedPair({
    client: { legacy: plug(true) },
    server: { legacy: plug(true), credentials },
  });
  expect(client.info?.version).toBe('TLS 1.3');
});

judgesClassic('client', 'the compression method', [
  [
    'bad_compression',
    'RFC 5246 §7.4.1.3: one that was not offered',
    classicFields('ServerHello', { legacyCompressionMethod: 64 }),
    { client: { legacy: plug(true) } },
  ],
]);

test('RFC 5246 §7.4.1.3: a session does not come back with another compression than it began with', async () => {
  const sessions = new MemoryStore();
  const client = { versions: ['TLS 1.2'], cipherSuites: [], legacy: plug(true), sessions } as const;
  const tickets = { sealer: new TicketKeyRing({ crypto: nodeProvider }) };
  await connectedPair({
    client,
    server: { versions: ['TLS 1.2'], cipherSuites: [], legacy: plug(false), credentials, tickets },
  });
  const subject = clientEnd(client);
  const peer = new ClassicPeer('server', serverCredential);
  const compresses = classicFields('ServerHello', (body, { bodies }) => ({
    ...body,
    cipherSuite: suiteByName('TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA')?.id ?? 0,
    legacySessionIdEcho: bodies.ClientHello?.legacySessionId ?? body.legacySessionIdEcho,
    legacyCompressionMethod: 1,
  }));
  await converse(subject, peer, compresses(classicServerScript()));
  expectRefused(subject, peer, 'session_changed');
});
