import fc from 'fast-check';
import { expect, test } from 'vitest';
import { concat } from '../src/base/bytes.ts';
import { PeerAlert, ProtocolError } from '../src/base/errors.ts';
import type { Endpoint } from '../src/engine/testing/endpoint.ts';
import { credential } from '../src/engine/testing/fixtures.ts';
import { clientEnd, connectedPair, type Pair, pair, pump, serverEnd, type Wire } from '../src/engine/testing/pair.ts';
import type { SuiteName } from '../src/registry/cipher-suites.ts';

const versions = ['TLS 1.2'] as const;
const header = 5;
/** Its signatures are of one length, so that all flights are. */
const server = { credentials: [await credential({ kind: 'Ed25519' })] };

/** Whatever went wrong was the fault of the bytes, and is said in words. */
const inWords = ({ error }: Endpoint): boolean =>
  error === undefined ||
  error instanceof PeerAlert ||
  (error instanceof ProtocolError && error.code !== 'internal_error');

const flip = (bytes: Uint8Array, at: number): Uint8Array =>
  bytes.map((byte, i) => (i === at ? byte ^ (1 << (at % 8)) : byte));

/** A handshake in which one byte of the first flight of a side is changed. */
async function tampered(from: 'client' | 'server', at: number): Promise<Pair> {
  const both = pair({ client: { versions }, server });
  let done = false;
  const wire: Wire = (bytes, sender) => {
    if (done || sender !== from) return bytes;
    done = true;
    return flip(bytes, at);
  };
  await pump(both, wire);
  return both;
}

/** The headers of records are not covered: their version means nothing in the first flights. */
function bodies(flight: Uint8Array): number[] {
  const places: number[] = [];
  for (let at = 0; at < flight.length; ) {
    const end = at + header + (flight[at + 3] as number) * 256 + (flight[at + 4] as number);
    for (let i = at + header; i < end; i++) places.push(i);
    at = end;
  }
  return places;
}

test('[C21] RFC 5246 §7.4.9: whatever byte of ClientHello is changed on the way, neither side comes to data', async () => {
  for (const at of bodies(pair({ client: { versions } }).client.send())) {
    const { client, server } = await tampered('client', at);
    expect([at, client.info, server.info]).toEqual([at, undefined, undefined]);
    expect([at, inWords(client), inWords(server)]).toEqual([at, true, true]);
  }
});

test('[C21] RFC 5246 §7.4.9: whatever byte of the flight of the server is changed on the way, neither side comes to data', async () => {
  const probe = pair({ client: { versions }, server });
  probe.server.receive(probe.client.send());
  for (const at of bodies(probe.server.send()).filter((place) => place % 3 === 0)) {
    const { client, server } = await tampered('server', at);
    expect([at, client.info, server.info]).toEqual([at, undefined, undefined]);
    expect([at, inWords(client), inWords(server)]).toEqual([at, true, true]);
  }
});

const suites: readonly SuiteName[] = [
  'TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256',
  'TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256',
  'TLS_ECDHE_ECDSA_WITH_AES_128_CCM',
  'TLS_ECDHE_ECDSA_WITH_AES_128_CCM_8',
];

/** Three records of the client, under keys of this suite. */
async function records(suite: SuiteName): Promise<Pair & { readonly sent: readonly Uint8Array[] }> {
  const both = await connectedPair({ client: { versions, cipherSuites: [suite] }, server: { cipherSuites: [suite] } });
  const sent = [1, 2, 3].map((byte) => {
    both.client.use((connection) => connection.write(new Uint8Array(20).fill(byte)));
    return both.client.send();
  });
  return { ...both, sent };
}

for (const suite of suites) {
  test(`[A22] [K01] RFC 5246 §6.2.3.3: with ${suite}, a record with one bit changed is no record`, async () => {
    const { sent } = await records(suite);
    const length = sent[0]?.length ?? 0;
    for (let at = 0; at < length; at++) {
      const { server, sent: fresh } = await records(suite);
      const changed = flip(fresh[0] as Uint8Array, at);
      server.receive(changed);
      // A length that grew leaves the record unfinished.
      if (server.error === undefined) expect([3, 4]).toContain(at);
      expect([at, server.data.length, inWords(server)]).toEqual([at, 0, true]);
    }
  });

  test(`[B19] RFC 5246 §6.1: with ${suite}, records that come twice or in the wrong order are refused`, async () => {
    const orders = [
      [0, 0],
      [1, 0],
      [0, 2],
    ];
    for (const order of orders) {
      const { server, sent } = await records(suite);
      server.receive(concat(...order.map((i) => sent[i] as Uint8Array)));
      expect(server.error).toMatchObject({ code: 'bad_record', alert: 'bad_record_mac' });
    }
  });
}

test('RFC 5246 §7.2: whatever bytes come, before or instead of a handshake, nothing is thrown and nothing hangs', () => {
  const record = fc
    .tuple(fc.constantFrom(20, 21, 22, 23, 24), fc.uint8Array({ maxLength: 200 }))
    .map(([type, data]) => concat(Uint8Array.of(type, 3, 3, 0, data.length), data));
  fc.assert(
    fc.property(fc.array(fc.oneof(record, fc.uint8Array({ maxLength: 50 })), { maxLength: 8 }), (pieces) => {
      for (const end of [clientEnd({ versions }), serverEnd({ versions })]) {
        for (const piece of pieces) end.receive(piece);
        expect(inWords(end)).toBe(true);
      }
    }),
    { numRuns: 200 },
  );
});
