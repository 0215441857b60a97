import fc from 'fast-check';
import { expect, test } from 'vitest';
import { PeerAlert, ProtocolError } from '../src/base/errors.ts';
import type { Endpoint } from '../src/engine/testing/endpoint.ts';
import { type Pair, pair, pump, type Wire } from '../src/engine/testing/pair.ts';
import { plainRecord } from '../src/engine/testing/record-keys.ts';
import { decode } from '../src/wire/codec.ts';
import { encodeMessage, handshakeHeader } from '../src/wire/handshake.ts';
import { messages13 } from '../src/wire/messages13.ts';

const header = 5;
const fast = { client: { groups: ['x25519', 'secp256r1'], keyShares: ['x25519'] } } as const;

/** A handshake with somebody on the wire. */
async function tampered(wire: Wire, options: Parameters<typeof pair>[0] = fast): Promise<Pair> {
  const both = pair(options);
  await pump(both, wire);
  return both;
}

/** A side that waits for more than will come has no error yet; one that has says what is wrong. */
const inWords = ({ error }: Endpoint): boolean =>
  error === undefined ||
  error instanceof PeerAlert ||
  (error instanceof ProtocolError && error.code !== 'internal_error');

/** Changes the first flight of one side. */
function onFirst(from: 'client' | 'server', change: (bytes: Uint8Array) => Uint8Array): Wire {
  let done = false;
  return (bytes, sender) => {
    if (done || sender !== from) return bytes;
    done = true;
    return change(bytes);
  };
}

const flip = (at: number, bit: number) => (bytes: Uint8Array) =>
  bytes.map((byte, i) => (i === at ? byte ^ (1 << bit) : byte));

test('[C21] RFC 8446 §4.4.4: whatever byte of ClientHello is changed on the way, neither side comes to data', async () => {
  const length = pair(fast).client.send().length;
  for (let at = header; at < length; at++) {
    const { client, server } = await tampered(onFirst('client', flip(at, at % 8)));
    expect([at, client.info, server.info]).toEqual([at, undefined, undefined]);
    expect([at, inWords(client), inWords(server)]).toEqual([at, true, true]);
  }
});

test('[C21] RFC 8446 §4.4.4: whatever byte of the flight of the server is changed on the way, the server comes to no data', async () => {
  const probe = pair(fast);
  probe.server.receive(probe.client.send());
  const length = probe.server.send().length;
  // Minor versions of record headers mean nothing: one behind ServerHello, ChangeCipherSpec and the protected record.
  const changed = Array.from({ length: 300 }, (_, i) => Math.floor((i * length) / 300));
  for (const at of changed) {
    const both = await tampered(onFirst('server', flip(at, at % 8)));
    if (both.client.info !== undefined && both.server.info !== undefined) expect(minorVersion(at)).toBe(true);
    else expect([at, inWords(both.client), inWords(both.server)]).toEqual([at, true, true]);
  }
});

/** Whether this byte of the flight is the minor version of a record without protection. */
function minorVersion(at: number): boolean {
  const probe = pair(fast);
  probe.server.receive(probe.client.send());
  const flight = probe.server.send();
  for (let start = 0; start < flight.length; ) {
    if (at === start + 2) return flight[start] !== 23;
    start += header + (flight[start + 3] as number) * 256 + (flight[start + 4] as number);
  }
  return false;
}

test('[K03] RFC 8446 §4.1.1: a suite that is taken out of the offer on the way is missed in the end', async () => {
  const strong = onFirst('client', (bytes) => {
    const hello = decode(messages13.ClientHello.body, bytes.subarray(header + handshakeHeader));
    const cipherSuites = hello.cipherSuites.filter((suite) => suite !== 0x1301);
    return plainRecord(22, encodeMessage(messages13.ClientHello, { ...hello, cipherSuites }));
  });
  const { client, server } = await tampered(strong);
  expect(client.error).toMatchObject({ code: 'bad_record' });
  expect(server.error).toMatchObject({ alert: 'bad_record_mac' });
});

test('RFC 8446 §6.2: noise anywhere in a conversation ends it in words, on both sides', async () => {
  const change = fc.record({ turn: fc.nat(5), at: fc.nat(4000), xor: fc.integer({ min: 1, max: 255 }) });
  await fc.assert(
    fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 4 }), async (changes) => {
      let turn = 0;
      const both = await tampered((bytes) => {
        const mutated = bytes.slice();
        for (const { at, xor } of changes.filter((one) => one.turn === turn)) {
          mutated[at % mutated.length] = (mutated[at % mutated.length] as number) ^ xor;
        }
        turn++;
        return mutated;
      });
      expect([both.client, both.server].every(inWords)).toBe(true);
    }),
    { numRuns: 150 },
  );
});
