import { describe, expect, test } from 'vitest';
import { utf8 } from '../base/bytes.ts';
import { MisuseError, PeerAlert, ProtocolError } from '../base/errors.ts';
import type { FailureCode } from '../base/failures.ts';
import { nodeProvider } from '../providers/node/index.ts';
import { MemoryStore } from '../session/memory-store.ts';
import { TicketKeyRing } from '../session/ticket-key-ring.ts';
import type { ClientOptions, ServerOptions } from './options.ts';
import { Endpoint } from './testing/endpoint.ts';
import { clientCredential, now } from './testing/fixtures.ts';
import { connectedPair, type Pair, pump } from './testing/pair.ts';
import { secure } from './testing/renegotiating.ts';
import { providers } from './testing/subjects.ts';

const kinds = (side: Endpoint): string[] => side.outputs.map(({ type }) => type);
const renegotiated = (side: Endpoint): number =>
  side.outputs.filter((output) => output.type === 'established' && output.renegotiated).length;

const joined = (client: Partial<ClientOptions> = {}, server: Partial<ServerOptions> = {}, crypto = nodeProvider) =>
  connectedPair({ crypto, client: { ...secure, ...client }, server: { ...secure, ...server } });

/** Both ends say something, and the other hears it. */
async function talk(both: Pair, text: string): Promise<void> {
  const before = [both.client.data.length, both.server.data.length];
  for (const side of [both.client, both.server]) side.use((connection) => connection.write(utf8(text)));
  await pump(both);
  expect(both.client.data.subarray(before[0])).toEqual(utf8(text));
  expect(both.server.data.subarray(before[1])).toEqual(utf8(text));
}

function expectFailure({ error }: Endpoint, code: FailureCode): void {
  expect(error).toBeInstanceOf(ProtocolError);
  expect((error as ProtocolError).code, error?.message).toBe(code);
}

for (const { answers, crypto } of providers) {
  describe(`with a provider that answers ${answers},`, () => {
    for (const starter of ['client', 'server'] as const) {
      test(`[I01, I10] RFC 5246 §7.4.1.1: a ${starter} renegotiates, and all keys are new`, async () => {
        const both = await joined({}, {}, crypto);
        await talk(both, 'before');
        const first = both.client.secrets.get('CLIENT_RANDOM')?.slice();
        both[starter].use((connection) => connection.renegotiate());
        await pump(both);
        for (const side of [both.client, both.server]) {
          expect(side.error).toBeUndefined();
          expect(renegotiated(side)).toBe(1);
        }
        expect(both.client.secrets.get('CLIENT_RANDOM')).not.toEqual(first);
        expect(both.client.messages).toContain('> ClientKeyExchange');
        await talk(both, 'after');
        const exported = [both.client, both.server].map(({ connection }) =>
          connection.exportKeyingMaterial('EXPERIMENTAL', undefined, 32),
        );
        expect(exported[0]).toEqual(exported[1]);
      });

      for (const mode of ['tickets', 'session IDs'] as const) {
        test(`[I01] RFC 5246 §7.3: what a ${starter} asks for may be an abbreviated handshake (${mode})`, async () => {
          const ours = mode === 'tickets' ? { tickets: { sealer: new TicketKeyRing({ crypto: nodeProvider }) } } : {};
          const both = await joined(
            { sessions: new MemoryStore() },
            { sessionCache: new MemoryStore(), ...ours },
            crypto,
          );
          both[starter].use((connection) => connection.renegotiate(false));
          await pump(both);
          const last = both.client.outputs.at(-1);
          expect(last).toMatchObject({ type: 'established', renegotiated: true, info: { resumed: true } });
          await talk(both, 'after');
        });
      }
    }

    test('RFC 5246 §7.4.1.1: both sides may ask at the same time', async () => {
      const both = await joined({}, {}, crypto);
      both.client.use((connection) => connection.renegotiate());
      both.server.use((connection) => connection.renegotiate());
      await pump(both);
      expect([renegotiated(both.client), renegotiated(both.server)]).toEqual([1, 1]);
      await talk(both, 'after');
    });

    test('[I05] RFC 5246 §7.2.2: who does not want to is polite about it, and data go on', async () => {
      for (const [starter, refusing] of [
        ['client', { server: { renegotiation: 'refuse' } }],
        ['server', { client: { renegotiation: 'refuse' } }],
      ] as const) {
        const { client, server } = { client: {}, server: {}, ...refusing };
        const both = await joined(client, server, crypto);
        both[starter].use((connection) => connection.renegotiate());
        both[starter].use((connection) => connection.write(utf8('meanwhile, ')));
        await pump(both);
        expect(kinds(both[starter])).toEqual(['established', 'refused']);
        await talk(both, 'we go on');
        expect(both[starter].connection.negotiating).toBe(false);
      }
    });

    test('RFC 5246 §7.3: data may arrive until ChangeCipherSpec, and what we write waits for Finished', async () => {
      const both = await joined({}, {}, crypto);
      both.client.use((connection) => connection.renegotiate());
      both.client.use((connection) => connection.write(utf8('two')));
      expect(both.client.connection.negotiating).toBe(true);
      both.server.use((connection) => connection.write(utf8('one')));
      await pump(both);
      const news = both.client.outputs.map((output) => (output.type === 'data' ? output.bytes : output.type));
      expect(news).toEqual(['established', utf8('one'), 'established']);
      expect(kinds(both.server)).toEqual(['established', 'established', 'data']);
    });
  });
}

test('[I03] RFC 5746 §4: by default nobody renegotiates', async () => {
  const both = await connectedPair({ client: { versions: ['TLS 1.2'] } });
  for (const side of [both.client, both.server]) {
    expect(() => side.connection.renegotiate()).toThrow(MisuseError);
  }
});

test('RFC 8446 §4.1.2: TLS 1.3 cannot renegotiate', async () => {
  const options = { renegotiation: 'secure' } as const;
  const { client } = await connectedPair({ client: options, server: options });
  expect(() => client.connection.renegotiate()).toThrow(MisuseError);
});

test('RFC 5246 §7.4.1.1: there is one renegotiation at a time, and none before or after the connection', async () => {
  const both = await joined();
  both.client.use((connection) => connection.renegotiate());
  expect(() => both.client.connection.renegotiate()).toThrow(MisuseError);
  both.server.use((connection) => connection.close());
  expect(() => both.server.connection.renegotiate()).toThrow(MisuseError);
});

test('RFC 5746 §1: a peer may begin so many renegotiations and no more, while we may go on', async () => {
  const both = await joined({}, { renegotiationLimit: 2 });
  for (let i = 0; i < 3; i++) {
    both.client.use((connection) => connection.renegotiate());
    await pump(both);
  }
  expect(kinds(both.client)).toEqual(['established', 'established', 'established', 'refused']);
  both.server.use((connection) => connection.renegotiate());
  await pump(both);
  expect(renegotiated(both.server)).toBe(3);
});

test('RFC 5246 §7.4.1.1: unwanted_renegotiation ends the connection of a peer that begins too many, if the options say so', async () => {
  const ends = { renegotiationBeyondLimit: 'end' } as const;
  for (const limit of [0, 1]) {
    const options = { ...ends, renegotiationLimit: limit };
    const asked = await joined(options);
    const begun = await joined({}, options);
    for (let i = 0; i <= limit; i++) {
      asked.server.use((connection) => connection.renegotiate());
      begun.client.use((connection) => connection.renegotiate());
      await pump(asked);
      await pump(begun);
    }
    expectFailure(asked.client, 'unwanted_renegotiation');
    expectFailure(begun.server, 'unwanted_renegotiation');
    expect([renegotiated(asked.client), renegotiated(begun.server)]).toEqual([limit, limit]);
  }
  // What we begin ourselves is not counted, and a wish that crosses our goodbye does no harm.
  const both = await joined(ends, { ...ends, renegotiationLimit: 0 });
  both.client.use((connection) => connection.close());
  both.server.use((connection) => connection.renegotiate());
  await pump(both);
  expect(both.client.error ?? both.server.error).toBeUndefined();
});

test('RFC 5246 §7.2.2: a client that asks again and again without saying anything is cut off', async () => {
  const both = await joined({}, { renegotiationLimit: 0 });
  for (let i = 0; i < 5 && !both.client.over; i++) {
    both.client.use((connection) => connection.renegotiate());
    await pump(both);
  }
  expectFailure(both.server, 'too_many_warnings');
});

test('RFC 8446 §6.1: a renegotiation may take no longer than a handshake', async () => {
  const both = await joined({}, { handshakeTimeout: 1000 });
  both.client.use((connection) => connection.renegotiate());
  both.server.receive(both.client.send());
  expect(both.server.outputs.at(-1)).toEqual({ type: 'wake', at: now + 1000 });
  both.server.use((connection) => connection.tick(now + 999));
  expect(both.server.over).toBe(false);
  both.server.use((connection) => connection.tick(now + 1000));
  expectFailure(both.server, 'handshake_timeout');
});

test('RFC 5246 §7.4.1.1: a peer may ignore the wish: then everything is as it was, and what waited goes out', async () => {
  for (const side of ['client', 'server'] as const) {
    const both = await joined({ handshakeTimeout: 1000 }, { handshakeTimeout: 1000 });
    both[side].use((connection) => connection.renegotiate());
    expect(both[side].send().length).toBeGreaterThan(0);
    both[side].use((connection) => connection.write(utf8('waiting')));
    expect(both[side].send()).toHaveLength(0);
    both[side].use((connection) => connection.tick(now + 1000));
    expect(both[side].send().length).toBeGreaterThan(0);
    expect(kinds(both[side]).slice(-2)).toEqual(['wake', 'refused']);
  }
});

test('RFC 8446 §6.1: close_notify instead of an answer ends the wish, in the middle it ends the connection', async () => {
  const early = await joined();
  early.server.use((connection) => connection.close());
  early.client.use((connection) => connection.renegotiate());
  await pump(early);
  expect(kinds(early.client)).toEqual(['established', 'refused', 'end']);
  const amid = await joined();
  amid.client.use((connection) => connection.renegotiate());
  amid.server.receive(amid.client.send());
  amid.server.use((connection) => connection.close());
  await pump(amid);
  expect(amid.client.error).toBeInstanceOf(PeerAlert);
});

test('RFC 8446 §6.1: who has said close_notify is asked for nothing any more', async () => {
  const both = await joined();
  both.client.use((connection) => connection.close());
  await pump(both);
  expect(kinds(both.server)).toEqual(['established', 'end']);
  expect(() => both.server.use((connection) => connection.renegotiate())).toThrow('it would not answer');
  expect(() => both.server.use((connection) => connection.requestClientCertificate())).toThrow('it would not answer');
});

test('RFC 5246 §7.4.4: a client is asked for its certificate in a renegotiation, and only then', async () => {
  for (const [credentials, required] of [
    [[clientCredential], true],
    [[], false],
  ] as const) {
    const both = await joined({ credentials });
    both.server.use((connection) => connection.requestClientCertificate(required));
    await pump(both);
    expect(both.server.error).toBeUndefined();
    expect(both.server.info?.peer).toBeUndefined();
    const last = both.server.outputs.at(-1);
    expect(last?.type === 'authenticated' && last.peer?.chain.length).toBe(required ? 1 : undefined);
    await talk(both, 'after');
  }
  const unwilling = await joined({ renegotiation: 'refuse', credentials: [clientCredential] });
  unwilling.server.use((connection) => connection.requestClientCertificate(true));
  await pump(unwilling);
  expect(kinds(unwilling.server)).toEqual(['established', 'refused', 'authenticated']);
  const empty = await joined();
  empty.server.use((connection) => connection.requestClientCertificate(true));
  await pump(empty);
  expectFailure(empty.server, 'client_certificate_missing');
});

test('RFC 5705 §4: nothing is exported while keys are being agreed on anew', async () => {
  const { client } = await joined();
  client.use((connection) => connection.renegotiate());
  expect(() => client.connection.exportKeyingMaterial('EXPERIMENTAL', undefined, 32)).toThrow(MisuseError);
});
