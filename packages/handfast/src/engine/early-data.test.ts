import { describe, expect, test } from 'vitest';
import { concat, toHex, utf8 } from '../base/bytes.ts';
import { MisuseError } from '../base/errors.ts';
import { late } from '../crypto/testing/late.ts';
import { decodeKept, KeptSession } from '../handshake/psk/kept.ts';
import type { ReplayGuard } from '../handshake/stores.ts';
import { nodeProvider } from '../providers/node/index.ts';
import { encode } from '../wire/codec.ts';
import type { Endpoint } from './testing/endpoint.ts';
import { type Pair, pump } from './testing/pair.ts';
import { Returning, takesEarlyData, type Visit } from './testing/returning.ts';

const question = utf8('GET / HTTP/1.1');

/** What came early, and all that came. */
const early = ({ outputs }: Endpoint): Uint8Array =>
  concat(...outputs.flatMap((output) => (output.type === 'data' && output.early ? [output.bytes] : [])));

function expectAccepted({ client, server }: Pair): void {
  expect(client.error ?? server.error).toBeUndefined();
  expect([client.info?.earlyData, server.info?.earlyData]).toEqual(['accepted', 'accepted']);
  expect(early(server)).toEqual(question);
  expect(server.data).toEqual(question);
}

/** The data arrives all the same, once, as what it is then: ordinary data. */
function expectRejected({ client, server }: Pair): void {
  expect(client.error ?? server.error).toBeUndefined();
  expect([client.info?.earlyData, server.info?.earlyData]).toEqual(['rejected', 'rejected']);
  expect(early(server)).toHaveLength(0);
  expect(server.data).toEqual(question);
}

/** A client that has been there, and a server that takes early data. */
async function invited(options: Visit = {}, most = 1024): Promise<Returning> {
  const returning: Returning = new Returning({ ...options, target: { earlyData: question } });
  const first = await returning.visit({ server: takesEarlyData(returning, most) });
  expect(first.client.info?.earlyData).toBe('none');
  expect(first.server.data).toEqual(question);
  return returning;
}

describe('RFC 8446 §2.3: early data', () => {
  for (const [answers, crypto] of [
    ['at once', nodeProvider],
    ['late', late(nodeProvider, 230)],
  ] as const) {
    test(`[F18] arrives before the server has said a word where providers answer ${answers}`, async () => {
      const returning = await invited({ client: { crypto }, server: { crypto } });
      const both = returning.pair({ server: { ...takesEarlyData(returning), crypto } });
      await pump({ client: both.client, server: both.server }, (bytes, from) =>
        from === 'server' ? new Uint8Array(0) : bytes,
      );
      expect(early(both.server)).toEqual(question);
      expect(both.server.info).toBeUndefined();
      expectAccepted(await returning.visit({ server: { ...takesEarlyData(returning), crypto } }));
    });
  }

  test('goes first after the handshake where an older version is spoken', async () => {
    const options = { client: { versions: ['TLS 1.2'] as const }, target: { earlyData: question } };
    const { client, server } = await new Returning(options).visit({ server: { versions: ['TLS 1.2'] } });
    expect(client.error).toBeUndefined();
    expect(server.data).toEqual(question);
    expect(early(server)).toHaveLength(0);
  });

  test('RFC 8446 §4.2.10: is not sent again where the server has come to speak another protocol', async () => {
    const both = ['h2', 'http/1.1'] as const;
    const returning = await invited({ client: { protocols: both }, server: { protocols: ['h2'] } });
    const { client, server } = await returning.visit({
      server: { ...takesEarlyData(returning), protocols: ['http/1.1'] },
    });
    expect(client.error ?? server.error).toBeUndefined();
    expect(client.info).toMatchObject({ earlyData: 'rejected', protocol: 'http/1.1', withheld: question });
    expect(server.data).toHaveLength(0);
  });

  test('RFC 8446 §4.2.10: is not sent again where the application wants to decide about it', async () => {
    const target = { earlyData: question, resendEarlyData: false };
    const returning = await invited();
    const { client, server } = await returning.visit({ target, server: { earlyData: undefined } });
    expect(client.info).toMatchObject({ earlyData: 'rejected', resumed: true, withheld: question });
    expect(server.data).toHaveLength(0);
    // What was not sent early is not sent again.
    const stranger = await new Returning({ target }).visit();
    expect(stranger.client.info).toMatchObject({ earlyData: 'none', withheld: undefined });
    expect(stranger.server.data).toEqual(question);
  });

  test('ends with EndOfEarlyData, and what follows is ordinary data', async () => {
    const returning = await invited();
    const both = await returning.visit({ server: takesEarlyData(returning) });
    expect(both.client.messages).toEqual([
      '> ClientHello',
      '< ServerHello',
      '< EncryptedExtensions',
      '< Finished',
      '> EndOfEarlyData',
      '> Finished',
      '< NewSessionTicket',
    ]);
    both.client.use((connection) => connection.write(utf8('more')));
    await pump(both);
    expect(early(both.server)).toEqual(question);
    expect(both.server.data).toEqual(concat(question, utf8('more')));
  });

  test('has secrets that both sides tell to those who ask for them', async () => {
    const returning = await invited();
    const both = await returning.visit({ server: takesEarlyData(returning) });
    for (const { secrets } of [both.client, both.server]) {
      expect([...secrets.keys()]).toEqual(
        expect.arrayContaining(['CLIENT_EARLY_TRAFFIC_SECRET', 'EARLY_EXPORTER_SECRET']),
      );
    }
  });

  test('RFC 8446 Appendix D.4: ChangeCipherSpec comes before it, and in front of a second hello', async () => {
    const returning = await invited();
    const flights: string[] = [];
    const types = (bytes: Uint8Array): string => {
      const found: number[] = [];
      for (let at = 0; at < bytes.length; at += 5 + (bytes[at + 3] as number) * 256 + (bytes[at + 4] as number)) {
        found.push(bytes[at] as number);
      }
      return found.join();
    };
    const wire = (bytes: Uint8Array, from: string): Uint8Array => {
      flights.push(`${from} ${types(bytes)}`);
      return bytes;
    };
    await returning.visit({ server: takesEarlyData(returning), wire });
    expect(flights[0]).toBe('client 22,20,23');
    flights.length = 0;
    const groups = { groups: ['x25519', 'secp256r1'], keyShares: ['x25519'] } as const;
    await returning.visit({
      client: groups,
      server: { groups: ['secp256r1'] },
      target: { earlyData: undefined },
      wire,
    });
    expect(flights.slice(0, 3)).toEqual(['client 22', 'server 22,20', 'client 20,22']);
  });

  test('that is more than the ticket allows goes half before and half after the handshake', async () => {
    const returning = await invited({}, 5);
    const both = await returning.visit({ server: takesEarlyData(returning, 5) });
    expect(both.client.info?.earlyData).toBe('accepted');
    expect(early(both.server)).toEqual(question.subarray(0, 5));
    expect(both.server.data).toEqual(question);
  });

  test('RFC 8446 §8.3: a server says by how much its client’s clock differs', async () => {
    const returning = await invited();
    returning.now += 5000;
    const { server } = await returning.visit({ server: takesEarlyData(returning) });
    expect(server.info).toMatchObject({ earlyData: 'accepted', ticketAgeSkew: 0 });
    expect((await new Returning().visit()).server.info?.ticketAgeSkew).toBeUndefined();
  });

  test('RFC 8446 §7.5: has an exporter of its own, the same on both sides', async () => {
    const returning = await invited();
    const both = await returning.visit({ server: takesEarlyData(returning) });
    const none = new Uint8Array(0);
    const [ours, theirs] = [both.client, both.server].map(({ connection }) =>
      toHex(connection.exportEarlyKeyingMaterial('EXPERIMENTAL early', none, 32)),
    );
    expect(ours).toBe(theirs);
    expect(ours).not.toBe(toHex(both.client.connection.exportKeyingMaterial('EXPERIMENTAL early', none, 32)));
    both.client.use((connection) => connection.receiveEnd());
    expect(() => both.client.connection.exportEarlyKeyingMaterial('EXPERIMENTAL early', none, 32)).toThrow(MisuseError);
  });

  test('is not sent where the ticket allows none', async () => {
    const returning = new Returning({ target: { earlyData: question } });
    await returning.visit();
    const both = await returning.visit();
    expect(both.client.info).toMatchObject({ resumed: true, earlyData: 'none' });
    expect(both.server.data).toEqual(question);
  });

  test('works without middlebox compatibility', async () => {
    const returning = await invited({ client: { middleboxCompatibility: false } });
    expectAccepted(await returning.visit({ server: takesEarlyData(returning) }));
  });

  test('needs tickets', () => {
    const returning = new Returning();
    expect(() => returning.pair({ server: { ...takesEarlyData(returning), tickets: undefined } })).toThrow(/tickets/);
  });
});

describe('RFC 8446 §4.2.10: early data is rejected, and sent again, when', () => {
  const cases: Readonly<Record<string, (returning: Returning) => Visit>> = {
    'the server takes none any more': ({ ring }) => ({ server: { tickets: { sealer: ring } } }),
    'the server does not know the ticket': () => ({ server: { tickets: undefined } }),
    'the client must offer another share': (returning) => ({
      server: { ...takesEarlyData(returning), groups: ['secp256r1'], retryCookie: true },
    }),
    'the server prefers another suite': (returning) => ({
      server: { ...takesEarlyData(returning), cipherSuites: ['TLS_AES_256_GCM_SHA384'] },
    }),
    'the protocol inside is another one': (returning) => ({
      client: { protocols: ['h2'] },
      server: { ...takesEarlyData(returning), protocols: ['h2'] },
    }),
    '§8.3: the ticket is older than the client says': (returning) => {
      for (const { key, value, expires } of Array.from(returning.sessions.sessions())) {
        const kept = decodeKept(KeptSession, value);
        returning.sessions.remove(key);
        if (kept) returning.sessions.put(key, encode(KeptSession, { ...kept, since: kept.since + 11_000 }), expires);
      }
      returning.now += 12_000;
      return { server: takesEarlyData(returning) };
    },
    '§8.1: the guard is in doubt': (returning) => {
      const guard: ReplayGuard = { first: () => false };
      return { server: { ...takesEarlyData(returning), earlyData: { most: 1024, guard } } };
    },
    '§8.1: the guard fails': (returning) => {
      const guard: ReplayGuard = {
        first: async () => {
          throw new Error('the store is gone');
        },
      };
      return { server: { ...takesEarlyData(returning), earlyData: { most: 1024, guard } } };
    },
  };
  for (const [answers, crypto] of [
    ['at once', nodeProvider],
    ['late', late(nodeProvider, 231)],
  ] as const) {
    for (const [what, prepare] of Object.entries(cases)) {
      test(`${what}, where providers answer ${answers}`, async () => {
        const client = { crypto, groups: ['x25519', 'secp256r1'], keyShares: ['x25519'] } as const;
        const returning = await invited({ client });
        const visit = prepare(returning);
        expectRejected(
          await returning.visit({ client: { ...client, ...visit.client }, server: { crypto, ...visit.server } }),
        );
      });
    }
  }

  for (const [length, code] of [
    [60_000, undefined],
    [70_000, 'bad_record'],
  ] as const) {
    test(`it is ${length} bytes long (${code ?? 'no harm'})`, async () => {
      const returning = await invited({}, 2 ** 20);
      const server = { tickets: { sealer: returning.ring } };
      const both = await returning.visit({ server, target: { earlyData: new Uint8Array(length) } });
      expect(both.server.error?.code).toBe(code);
      if (code === undefined) expect(both.server.data).toHaveLength(length);
    });
  }
});

describe('RFC 8446 §8: a flight that comes a second time', () => {
  test('is resumed without its early data', async () => {
    const returning = await invited();
    const flights: Uint8Array[] = [];
    const visit: Visit = { server: takesEarlyData(returning) };
    const both = await returning.visit({
      ...visit,
      wire: (bytes, from) => {
        if (from === 'client') flights.push(bytes.slice());
        return bytes;
      },
    });
    expectAccepted(both);
    for (const delay of [0, 5_000, 9_000, 15_000, 60_000, 24 * 3_600_000]) {
      returning.now += delay;
      const { server } = returning.pair(visit);
      server.receive(flights[0] as Uint8Array);
      server.send();
      expect(server.data, `${delay}`).toHaveLength(0);
      expect(server.error).toBeUndefined();
    }
  });
});
