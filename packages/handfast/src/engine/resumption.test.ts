import { describe, expect, test } from 'vitest';
import { equalBytes, toHex, utf8 } from '../base/bytes.ts';
import type { ProtocolError } from '../base/errors.ts';
import { MisuseError } from '../base/errors.ts';
import { late } from '../crypto/testing/late.ts';
import { decodeKept, KeptSession } from '../handshake/psk/kept.ts';
import type { SessionStore, TicketSealer } from '../handshake/stores.ts';
import { nodeProvider } from '../providers/node/index.ts';
import { MemoryStore } from '../session/memory-store.ts';
import { TicketKeyRing } from '../session/ticket-key-ring.ts';
import { encode } from '../wire/codec.ts';
import type { ClientHello } from '../wire/messages/client-hello.ts';
import type { EncryptedExtensions } from '../wire/messages/encrypted-extensions.ts';
import type { NewSessionTicket13 } from '../wire/messages/new-session-ticket13.ts';
import type { Observer } from './observer.ts';
import type { PskOptions } from './options.ts';
import { clientCredential, credential, now, strangers } from './testing/fixtures.ts';
import { flipped } from './testing/mistakes.ts';
import type { Pair } from './testing/pair.ts';
import { pump } from './testing/pair.ts';
import { Returning, type Visit } from './testing/returning.ts';

/** The bodies of all messages of one name. */
function bodiesOf<T>(name: string): { readonly observer: Observer; readonly bodies: T[] } {
  const bodies: T[] = [];
  return { observer: { message: (event) => void (event.name === name && bodies.push(event.body as T)) }, bodies };
}

function expectResumed({ client, server }: Pair): void {
  expect(client.error ?? server.error).toBeUndefined();
  expect([client.info?.resumed, server.info?.resumed]).toEqual([true, true]);
  expect(client.messages.filter((one) => /Certificate/.test(one))).toEqual([]);
}

function expectFull({ client, server }: Pair): void {
  expect(client.error ?? server.error).toBeUndefined();
  expect([client.info?.resumed, server.info?.resumed]).toEqual([false, false]);
  expect(client.messages).toContain('< CertificateVerify');
}

/** The sessions that a store holds, opened, and put back changed. */
function alter(
  store: MemoryStore,
  change: (kept: typeof KeptSession extends { read(input: never): infer T } ? T : never) => object,
): void {
  const all = [...store.sessions()];
  for (const { key } of all) store.remove(key);
  for (const { key, value, expires } of all) {
    const kept = decodeKept(KeptSession, value);
    if (kept !== undefined) store.put(key, encode(KeptSession, { ...kept, ...change(kept) }), expires);
  }
}

describe('RFC 8446 §2.2: a client that comes back', () => {
  for (const [answers, crypto] of [
    ['at once', nodeProvider],
    ['late', late(nodeProvider, 8446)],
  ] as const) {
    test(`[C28, H31] shows and asks for no certificate where providers answer ${answers}, and gets fresh keys`, async () => {
      const returning = new Returning({ client: { crypto }, server: { crypto } });
      const first = await returning.visit();
      expectFull(first);
      const second = await returning.visit();
      expectResumed(second);
      expect(second.client.messages).toEqual([
        '> ClientHello',
        '< ServerHello',
        '< EncryptedExtensions',
        '< Finished',
        '> Finished',
        '< NewSessionTicket',
      ]);
      expect(second.client.info).toMatchObject({ group: first.client.info?.group, signatureScheme: undefined });
    });
  }

  test('[D15] other traffic keys protect the second connection, and data goes both ways', async () => {
    const returning = new Returning();
    const keys: string[] = [];
    const observer: Observer = { secret: (label, _random, secret) => void keys.push(`${label} ${toHex(secret)}`) };
    await returning.visit({ client: { observer } });
    const second = await returning.visit({ client: { observer } });
    expect(new Set(keys).size).toBe(10);
    second.client.use((connection) => connection.write(utf8('ping')));
    second.server.use((connection) => connection.write(utf8('pong')));
    await pump(second);
    expect([second.server.data, second.client.data]).toEqual([utf8('ping'), utf8('pong')]);
  });

  test('keeps its name: the server answers server_name the first time only (RFC 6066 §3)', async () => {
    const returning = new Returning();
    const { observer, bodies } = bodiesOf<EncryptedExtensions>('EncryptedExtensions');
    await returning.visit({ client: { observer } });
    expectResumed(await returning.visit({ client: { observer } }));
    expect(bodies.map(({ extensions }) => Object.keys(extensions))).toEqual([['server_name'], []]);
  });

  test('still knows who the server is, judged again', async () => {
    const returning = new Returning();
    const first = await returning.visit();
    const second = await returning.visit();
    expect(second.client.info?.peer?.path).toBeDefined();
    expect(second.client.info?.peer?.chain.map(({ der }) => toHex(der))).toEqual(
      first.client.info?.peer?.chain.map(({ der }) => toHex(der)),
    );
    expect(second.client.info?.peer?.signatureScheme).toBe(first.client.info?.signatureScheme);
  });

  test('[H34] is still who it was for the server', async () => {
    const returning = new Returning({
      client: { credentials: [clientCredential] },
      server: { clientAuthentication: 'require' },
    });
    await returning.visit();
    const second = await returning.visit();
    expectResumed(second);
    expect(second.server.info?.peer?.chain).toHaveLength(1);
    expect(second.server.info?.peer?.path).toBeDefined();
  });

  test('[H33] resumes on five parallel connections what the first gave tickets for', async () => {
    const returning = new Returning();
    const first = await returning.visit();
    first.server.use((connection) => connection.sendTickets(3));
    await pump(first);
    const pairs = Array.from({ length: 5 }, () => returning.pair());
    await Promise.all(pairs.map((both) => pump(both)));
    for (const both of pairs) expectResumed(both);
  });

  test('has no further tickets before TLS 1.3: asking for some is a mistake, and costs no connection', async () => {
    const { server } = await new Returning({
      client: { versions: ['TLS 1.2'] },
      server: { versions: ['TLS 1.2'] },
    }).visit();
    expect(() => server.use((connection) => connection.sendTickets(1))).toThrow(MisuseError);
    expect(server.error).toBeUndefined();
  });

  test('uses each ticket once, even when nothing comes of it', async () => {
    const returning = new Returning({ server: { tickets: undefined } });
    await returning.visit({ server: { tickets: { sealer: returning.ring, count: 1 } } });
    expect([...returning.sessions.sessions()]).toHaveLength(1);
    returning.pair();
    expect([...returning.sessions.sessions()]).toHaveLength(0);
    expectFull(await returning.visit());
  });

  test('[H29] may be another client, which was given the session', async () => {
    const returning = new Returning();
    await returning.visit();
    const elsewhere = new MemoryStore();
    for (const { key, value, expires } of returning.sessions.sessions()) elsewhere.put(key, value, expires);
    expectResumed(await returning.visit({ client: { sessions: elsewhere } }));
  });
});

describe('RFC 8446 §4.6.1: tickets', () => {
  for (const count of [0, 1, 2, 7]) {
    test(`[H22] come ${count} at a time, and more on demand`, async () => {
      const returning = new Returning();
      const both = await returning.visit({ server: { tickets: { sealer: returning.ring, count } } });
      const heard = () => both.client.messages.filter((one) => one === '< NewSessionTicket').length;
      expect(heard()).toBe(count);
      both.server.use((connection) => connection.sendTickets(2));
      await pump(both);
      expect(heard()).toBe(count + 2);
      expectResumed(await returning.visit());
    });
  }

  test('[H23, H24, F18] say how long they live, hide their age, and name no early data where none is taken', async () => {
    const returning = new Returning();
    const { observer, bodies } = bodiesOf<NewSessionTicket13>('NewSessionTicket');
    await returning.visit({ client: { observer } });
    const [first, second] = bodies;
    expect(first?.ticketLifetime).toBe(36 * 3600);
    expect(first?.extensions).toEqual({});
    expect(first?.ticketAgeAdd).not.toBe(second?.ticketAgeAdd);
    expect(toHex(first?.ticketNonce ?? new Uint8Array(0))).not.toBe(toHex(second?.ticketNonce ?? new Uint8Array(0)));
  });

  test('[D13] of one connection stand for different keys', async () => {
    const returning = new Returning();
    await returning.visit();
    const secrets = [...returning.sessions.sessions()].map(({ value }) => decodeKept(KeptSession, value)?.secret);
    expect(secrets).toHaveLength(2);
    expect(equalBytes(secrets[0] ?? new Uint8Array(1), secrets[1] ?? new Uint8Array(2))).toBe(false);
  });

  test('[H23] that live for no time at all are not kept', async () => {
    const returning = new Returning();
    const both = await returning.visit();
    expect(both.client.error).toBeUndefined();
    alter(returning.sessions, () => ({ lifetime: 0 }));
    const { observer, bodies } = bodiesOf<ClientHello>('ClientHello');
    expectFull(await returning.visit({ client: { observer } }));
    expect(bodies[0]?.extensions?.pre_shared_key).toBeUndefined();
  });

  test('[F13] come only to clients that say how they would use them', async () => {
    const returning = new Returning();
    const both = await returning.visit({ client: { sessions: undefined } });
    expect(both.client.messages).not.toContain('< NewSessionTicket');
  });

  test('are sealed by keys that may be slow', async () => {
    const returning = new Returning();
    const slow: TicketSealer = {
      lifetime: 3600,
      seal: async (state, at) => returning.ring.seal(state, at),
      open: async (ticket, at) => returning.ring.open(ticket, at),
    };
    await returning.visit({ server: { tickets: { sealer: slow } } });
    expectResumed(await returning.visit({ server: { tickets: { sealer: slow } } }));
  });

  test('do not prolong a session for ever', async () => {
    const returning = new Returning();
    await returning.visit();
    for (let day = 0; day < 6; day++) {
      returning.now += 24 * 3_600_000;
      expectResumed(await returning.visit());
    }
    returning.now += 24 * 3_600_000;
    expectFull(await returning.visit());
  });
});

describe('RFC 8446 §4.2.11: an offer of keys', () => {
  test('[H26, F11] comes last, and hides how old the ticket is', async () => {
    const returning = new Returning();
    await returning.visit();
    const ageAdds = [...returning.sessions.sessions()].map(({ value }) => decodeKept(KeptSession, value)?.ageAdd ?? 0);
    const { observer, bodies } = bodiesOf<ClientHello>('ClientHello');
    returning.now += 4000;
    expectResumed(await returning.visit({ client: { observer, grease: true } }));
    const { extensions = {} } = bodies[0] as ClientHello;
    expect(Object.keys(extensions).at(-1)).toBe('pre_shared_key');
    const [identity] = extensions.pre_shared_key?.identities ?? [];
    expect(ageAdds.map((add) => (add + 5000) % 2 ** 32)).toContain(identity?.obfuscatedTicketAge);
  });

  const psk: PskOptions = { identity: 'outside', key: new Uint8Array(32).fill(7) };

  test('[H25, H27] has several identities with a binder each, and the server says which it uses', async () => {
    const returning = new Returning();
    await returning.visit();
    const hellos = bodiesOf<ClientHello>('ClientHello');
    const answers = bodiesOf<{ extensions?: { pre_shared_key?: number } }>('ServerHello');
    const both = await returning.visit({
      client: { psks: [psk], offeredTickets: 2, observer: hellos.observer },
      server: { tickets: undefined, psks: [psk], observer: answers.observer },
    });
    expect(both.client.error).toBeUndefined();
    expect(hellos.bodies[0]?.extensions?.pre_shared_key?.identities).toHaveLength(3);
    expect(hellos.bodies[0]?.extensions?.pre_shared_key?.binders.map(({ length }) => length)).toEqual([32, 32, 32]);
    expect(answers.bodies[0]?.extensions?.pre_shared_key).toBe(2);
    expect(both.client.info).toMatchObject({ resumed: false, peer: undefined, signatureScheme: undefined });
  });

  test('[H25] whose first ticket is broken is taken by the second', async () => {
    const returning = new Returning();
    await returning.visit();
    let done = 0;
    alter(returning.sessions, ({ ticket }) => ({ ticket: done++ === 1 ? ticket.map((byte) => byte ^ 1) : ticket }));
    const answers = bodiesOf<{ extensions?: { pre_shared_key?: number } }>('ServerHello');
    expectResumed(
      await returning.visit({
        client: { offeredTickets: 2 },
        server: { tickets: { sealer: returning.ring }, observer: answers.observer },
      }),
    );
    expect(answers.bodies[0]?.extensions?.pre_shared_key).toBe(1);
  });

  test('[F13, H31] may be for keys alone, without a fresh secret', async () => {
    const returning = new Returning({
      client: { pskModes: ['psk_ke'] },
      server: { pskModes: ['psk_dhe_ke', 'psk_ke'] },
    });
    await returning.visit();
    const second = await returning.visit();
    expectResumed(second);
    expect(second.client.info?.group).toBeUndefined();
  });

  test('[H28] for a way to use keys that the server does not like is declined', async () => {
    const returning = new Returning();
    await returning.visit();
    expectFull(await returning.visit({ client: { pskModes: ['psk_ke'] } }));
  });

  test('survives HelloRetryRequest, with new binders', async () => {
    const returning = new Returning({ client: { groups: ['x25519', 'secp256r1'], keyShares: ['x25519'] } });
    await returning.visit();
    const second = await returning.visit({
      server: { groups: ['secp256r1'], retryCookie: true, tickets: { sealer: returning.ring } },
    });
    expectResumed(second);
    expect(second.client.info?.retried).toBe(true);
  });

  test('[D14] is refused when a binder of its second hello is wrong', async () => {
    const returning = new Returning({ client: { groups: ['x25519', 'secp256r1'], keyShares: ['x25519'] } });
    await returning.visit();
    let hellos = 0;
    const { server } = await returning.visit({
      server: { groups: ['secp256r1'], tickets: { sealer: returning.ring } },
      wire: (bytes, from) => (from === 'client' && ++hellos === 2 ? flipped(bytes) : bytes),
    });
    expect((server.error as ProtocolError).code).toBe('bad_binder');
    expect(hellos).toBe(2);
  });

  test('[H30] goes without tickets whose hash the suite of HelloRetryRequest does not have', async () => {
    const returning = new Returning({ client: { groups: ['x25519', 'secp256r1'], keyShares: ['x25519'] } });
    await returning.visit({
      server: { cipherSuites: ['TLS_AES_256_GCM_SHA384'], tickets: { sealer: returning.ring } },
    });
    const hellos = bodiesOf<ClientHello>('ClientHello');
    const server = {
      groups: ['secp256r1'],
      cipherSuites: ['TLS_AES_128_GCM_SHA256'],
      tickets: { sealer: returning.ring },
    } as const;
    const both = await returning.visit({ client: { observer: hellos.observer, psks: [psk] }, server });
    expectFull(both);
    expect(hellos.bodies.map((hello) => hello.extensions?.pre_shared_key?.identities.length)).toEqual([2, 1]);
  });
});

describe('RFC 8446 §4.2.11: a full handshake, and nothing worse, is what comes of', () => {
  const cases: Readonly<Record<string, (returning: Returning) => Visit>> = {
    'a ticket of another server': (returning) => {
      returning.ring = new TicketKeyRing({ crypto: nodeProvider });
      return { server: { tickets: { sealer: returning.ring } } };
    },
    'a ticket with a flipped bit': (returning) => {
      alter(returning.sessions, ({ ticket }) => ({
        ticket: ticket.map((byte, i) => (i === ticket.length - 20 ? byte ^ 4 : byte)),
      }));
      return {};
    },
    'a ticket that is too short': (returning) => {
      alter(returning.sessions, ({ ticket }) => ({ ticket: ticket.subarray(0, 20) }));
      return {};
    },
    'a ticket that has expired': (returning) => {
      returning.now += 36 * 3_600_000;
      return {};
    },
    'a ticket that the client believes to live longer': (returning) => {
      alter(returning.sessions, () => ({ lifetime: 604_800 }));
      const sessions = new MemoryStore();
      for (const { key, value } of returning.sessions.sessions()) sessions.put(key, value, Number.MAX_SAFE_INTEGER);
      returning.now += 37 * 3_600_000;
      return { client: { sessions } };
    },
    'a server that issues and opens no tickets': () => ({ server: { tickets: undefined } }),
    '[H30] a ticket for a suite that is no longer common': (returning) => ({
      server: { cipherSuites: ['TLS_CHACHA20_POLY1305_SHA256'], tickets: { sealer: returning.ring } },
    }),
    'a client that trusts other roots now, and then does not trust the server': () => ({
      client: { trust: strangers, insecureAcceptAnyCertificate: false },
    }),
    'a client that has other certificates now': () => ({ client: { credentials: [] } }),
    'a server that insists on certificates now': (returning) => ({
      server: { clientAuthentication: 'require', tickets: { sealer: returning.ring } },
    }),
    'another name on the same server': () => ({ target: { serverName: 'other.test', origin: 'server.test' } }),
    'another origin': () => ({ target: { origin: 'server.test:8443' } }),
    'a store whose bytes make no sense': (returning) => {
      const [{ key } = { key: '' }] = [...returning.sessions.sessions()];
      returning.sessions.remove(key);
      returning.sessions.put(key, utf8('no session'), Number.MAX_SAFE_INTEGER);
      return {};
    },
    'a store that fails': () => ({ client: { sessions: broken } }),
    'a store that fails later': () => ({ client: { sessions: brokenLater } }),
    'ticket keys that fail': () => ({ server: { tickets: { sealer: brokenSealer } } }),
  };
  const failing = (): never => {
    throw new Error('the store is gone');
  };
  const broken: SessionStore = { put: failing, get: failing, take: failing, remove: failing };
  const failingLater = async (): Promise<never> => failing();
  const brokenLater: SessionStore = { put: failingLater, get: failingLater, take: failingLater, remove: failingLater };
  const brokenSealer: TicketSealer = { lifetime: 3600, seal: failing, open: failingLater };

  for (const [what, prepare] of Object.entries(cases)) {
    test(what, async () => {
      const other = await credential({ names: ['server.test', 'other.test'] });
      const returning = new Returning({
        client: { credentials: [clientCredential] },
        server: { credentials: [other] },
      });
      expectFull(await returning.visit());
      const both = await returning.visit(prepare(returning));
      if (what.includes('does not trust')) expect(both.client.error?.code).toBe('unknown_issuer');
      else expectFull(both);
    });
  }

  test('a client certificate that the server would not accept any more', async () => {
    const returning = new Returning({
      client: { credentials: [clientCredential] },
      server: { clientAuthentication: 'request' },
    });
    await returning.visit();
    const both = await returning.visit({
      server: { clientAuthentication: 'request', trust: strangers, tickets: { sealer: returning.ring } },
    });
    expect(both.server.messages).toContain('< Certificate');
    expect(both.server.error?.code).toBe('unknown_issuer');
  });
});

describe('RFC 8446 §2.2: a key from outside', () => {
  const key = new Uint8Array(32).fill(9);
  const outside: PskOptions = { identity: 'a key', key };
  const alone = { credentials: [], tickets: undefined };

  test('needs no certificate on either side', async () => {
    const returning = new Returning({
      client: { psks: [outside], trust: undefined },
      server: { psks: [outside], ...alone },
    });
    const both = await returning.visit();
    expect(both.client.error ?? both.server.error).toBeUndefined();
    expect(both.client.messages).toEqual([
      '> ClientHello',
      '< ServerHello',
      '< EncryptedExtensions',
      '< Finished',
      '> Finished',
    ]);
    for (const side of [both.client, both.server]) expect(side.info?.pskIdentity).toEqual(utf8('a key'));
  });

  test('of SHA-384 brings a suite with that hash', async () => {
    const psks = [{ ...outside, hash: 'sha384' as const }];
    const both = await new Returning({ client: { psks }, server: { psks, ...alone } }).visit();
    expect(both.client.info?.cipherSuite).toBe('TLS_AES_256_GCM_SHA384');
  });

  test('RFC 9258 §5.1: is imported for each hash, and cannot be used as it is', async () => {
    const psks = [{ ...outside, importContext: utf8('both of us') }];
    for (const suite of ['TLS_AES_128_GCM_SHA256', 'TLS_AES_256_GCM_SHA384'] as const) {
      const both = await new Returning({ client: { psks, cipherSuites: [suite] }, server: { psks, ...alone } }).visit();
      expect(both.client.info?.cipherSuite).toBe(suite);
    }
    const mixed = await new Returning({ client: { psks: [outside] }, server: { psks, ...alone } }).visit();
    expect(mixed.server.error?.code).toBe('unknown_psk_identity');
  });

  test('[F17] [G12] that the server does not know is followed by its certificate, if it has one', async () => {
    const returning = new Returning();
    expectFull(await returning.visit({ client: { psks: [outside] } }));
    const both = await returning.visit({
      client: { psks: [outside], sessions: new MemoryStore() },
      server: { psks: [{ ...outside, identity: 'another' }], ...alone },
    });
    expect(both.server.error).toMatchObject({ code: 'unknown_psk_identity', alert: 'unknown_psk_identity' });
    expect(both.client.error).toMatchObject({ code: 'peer_alert', alert: 'unknown_psk_identity' });
  });

  test('[D14] [G10] that differs on both sides ends in decrypt_error', async () => {
    const both = await new Returning({
      client: { psks: [outside] },
      server: { psks: [{ ...outside, key: new Uint8Array(32) }], ...alone },
    }).visit();
    expect(both.server.error).toMatchObject({ code: 'bad_binder', alert: 'decrypt_error' });
  });

  test('that can be guessed, or has no name, is misuse', () => {
    expect(() => new Returning({ client: { psks: [{ identity: 'a', key: new Uint8Array(15) }] } }).pair()).toThrow(
      /guessed/,
    );
    expect(() => new Returning({ client: { psks: [{ identity: '', key }] } }).pair()).toThrow(/identity/);
    expect(() => new Returning({ client: { pskModes: [] } }).pair()).toThrow(/pskModes/);
  });

  test('is resumed by ticket like any other session', async () => {
    const returning = new Returning({ client: { psks: [outside] } });
    const server = { psks: [outside], credentials: [], tickets: { sealer: returning.ring } };
    expect((await returning.visit({ server })).client.info?.resumed).toBe(false);
    expectResumed(await returning.visit({ server }));
    expect(now).toBeLessThan(returning.now);
  });
});
