import { describe, expect, test } from 'vitest';
import { concat, toHex, utf8 } from '../base/bytes.ts';
import { ProtocolError } from '../base/errors.ts';
import type { FailureCode } from '../base/failures.ts';
import { late } from '../crypto/testing/late.ts';
import { clientConfig, clientConnection } from '../engine/client-config.ts';
import type { ClientOptions, ServerOptions } from '../engine/options.ts';
import { Endpoint } from '../engine/testing/endpoint.ts';
import { clientCredential, now, strangers, trust } from '../engine/testing/fixtures.ts';
import { clientEnd, type Pair, pump, serverEnd } from '../engine/testing/pair.ts';
import { nodeProvider } from '../providers/node/index.ts';
import { portableProvider } from '../providers/portable/index.ts';
import { MemoryReplayGuard } from '../session/memory-replay-guard.ts';
import { MemoryStore } from '../session/memory-store.ts';
import { TicketKeyRing } from '../session/ticket-key-ring.ts';
import { decodeMessage } from '../wire/handshake.ts';
import type { ClientHello } from '../wire/messages/client-hello.ts';
import { messages13 } from '../wire/messages13.ts';
import { acceptEch } from './accept.ts';
import { backendEch } from './backend.ts';
import { createEchKey, echConfigList } from './create.ts';
import { greaseEch } from './grease.ts';
import { offerEch } from './offer.ts';
import { EchRejected } from './rejected.ts';
import { configList, credentials, hidingClient, key, newerKey, otherServer, readingServer } from './testing/keys.ts';
import { type Tampering, tampered } from './testing/tamper.ts';

/** What went over the wire in both directions. */
interface Visit extends Pair {
  readonly sent: Uint8Array;
}

async function visit(client: Partial<ClientOptions>, server: Partial<ServerOptions>): Promise<Visit> {
  const ends = { client: clientEnd(client), server: serverEnd(server) };
  const sent: Uint8Array[] = [];
  await pump(ends, (bytes, from) => {
    if (from === 'client') sent.push(bytes.slice());
    return bytes;
  });
  return { ...ends, sent: concat(...sent) };
}

const fates = ({ client, server }: Pair) => ({
  errors: [client.error, server.error].map((error) => error?.code),
  client: client.info?.encryptedClientHello,
  server: server.info?.encryptedClientHello,
});
const accepted = { errors: [undefined, undefined], client: 'accepted', server: 'accepted' };

/** Whether the name that is to be hidden can be read in what was sent. */
const shows = (sent: Uint8Array, name: string): boolean => toHex(sent).includes(toHex(utf8(name)));

/** Nothing else: the second hello is asked for with HelloRetryRequest. */
const withoutShares = { keyShares: [] } as const;

describe('RFC 9849 §6.1: a ClientHello that is hidden', () => {
  test.each([
    ['at once', {}],
    ['after HelloRetryRequest', withoutShares],
    ['with grease', { grease: true }],
    ['with extensions in an order of chance', { shuffleExtensions: true }],
    ['where TLS 1.3 alone is spoken', { versions: ['TLS 1.3'] as const }],
    ['by a provider that takes its time', { crypto: late(nodeProvider, 3) }],
    ['by the portable provider', { crypto: portableProvider }],
  ])('is read and answered: %s', async (_how, options) => {
    const result = await visit({ ...hidingClient, ...options }, readingServer);
    expect(fates(result)).toEqual(accepted);
    expect(result.server.info?.serverName).toBe('server.test');
    expect(shows(result.sent, 'server.test')).toBe(false);
    expect(shows(result.sent, 'public.test')).toBe(true);
  });

  test.each(['DTLS 1.3', 'both'])('is read over datagrams: %s', async (versions) => {
    const datagram = {
      carrier: 'datagram' as const,
      ...(versions === 'DTLS 1.3' && { versions: ['DTLS 1.3'] as const }),
    };
    for (const shares of [{}, withoutShares]) {
      const result = await visit(
        { ...hidingClient, ...datagram, ...shares },
        { ...readingServer, carrier: 'datagram' },
      );
      expect(fates(result)).toEqual(accepted);
      expect(shows(result.sent, 'server.test')).toBe(false);
    }
  });

  test('is found among keys with the same number, and with each KEM and cipher', async () => {
    for (const kem of ['DHKEM(P-256, HKDF-SHA256)', 'DHKEM(X448, HKDF-SHA512)']) {
      const other = await createEchKey(nodeProvider, { publicName: 'public.test', configId: 7, kem });
      const server = { credentials, encryptedClientHello: acceptEch([key, newerKey, other]) };
      const client = { encryptedClientHello: offerEch(echConfigList([other])) };
      expect(fates(await visit(client, server))).toEqual(accepted);
    }
  });

  test('has the same length for every name up to the longest', async () => {
    const lengths = new Set<number>();
    for (const name of ['a.test', 'server.test', 'a-much-longer-name.test']) {
      const client = clientEnd(hidingClient, name);
      lengths.add(client.send().length);
    }
    expect(lengths.size).toBe(1);
  });

  test('RFC 9850 §2.2: its secret and configuration go into the key log under the open random', async () => {
    const lines: [string, string, string][] = [];
    const config = clientConfig({ crypto: nodeProvider, trust, ...hidingClient });
    const note = (label: string, random: Uint8Array, secret: Uint8Array) =>
      void lines.push([label, toHex(random), toHex(secret)]);
    const end = new Endpoint(() =>
      clientConnection(config, { serverName: 'server.test', now, observer: { secret: note } }),
    );
    const server = serverEnd(readingServer);
    await pump({ client: end, server });
    const [secret, published, ...others] = lines;
    expect(secret?.[0]).toBe('ECH_SECRET');
    expect(published).toEqual(['ECH_CONFIG', secret?.[1], toHex(key.config)]);
    expect(others.length).toBeGreaterThan(4);
    expect(others.every(([, random]) => random !== secret?.[1])).toBe(true);
    expect(end.info?.encryptedClientHello).toBe('accepted');
  });

  test('is shown to observers beside the one around it', async () => {
    const seen: string[] = [];
    const watch = (who: string) => ({
      hiddenHello: ({ body }: { readonly body: unknown }) =>
        void seen.push(`${who} ${(body as ClientHello).extensions?.encrypted_client_hello?.type}`),
    });
    await visit({ ...hidingClient, observer: watch('client') }, { ...readingServer, observer: watch('server') });
    expect(seen).toEqual(['client inner', 'server inner']);
  });
});

describe('RFC 9849 §6.1.2: sessions', () => {
  const memory = (): [Partial<ClientOptions>, Partial<ServerOptions>] => [
    { ...hidingClient, sessions: new MemoryStore() },
    {
      ...readingServer,
      tickets: { sealer: new TicketKeyRing({ crypto: nodeProvider }) },
      earlyData: { most: 1000, guard: new MemoryReplayGuard() },
    },
  ];

  test('are resumed inside, while keys without meaning stand outside', async () => {
    const [client, server] = memory();
    await visit(client, server);
    const result = await visit(client, server);
    expect(fates(result)).toEqual(accepted);
    expect(result.client.info?.resumed).toBe(true);
    const outer = firstHello(result.sent);
    expect(Object.keys(outer.extensions ?? {}).at(-1)).toBe('pre_shared_key');
    expect(outer.extensions?.psk_key_exchange_modes).toEqual([1]);
  });

  test('RFC 9849 §6.1: carry early data under keys of what is hidden', async () => {
    const [client, server] = memory();
    await visit(client, server);
    const config = clientConfig({ crypto: nodeProvider, trust, ...client });
    for (const [reading, fate] of [
      [server, 'accepted'],
      [{ ...server, ...otherServer }, undefined],
    ] as const) {
      const end = new Endpoint((observer) =>
        clientConnection(config, { serverName: 'server.test', now, observer, earlyData: utf8('early') }),
      );
      const pair = { client: end, server: serverEnd(reading) };
      await pump(pair);
      expect(pair.client.info?.earlyData).toBe(fate);
      expect(pair.server.data).toEqual(utf8(fate === undefined ? '' : 'early'));
      expect(pair.client.error?.code).toBe(fate === undefined ? 'ech_required' : undefined);
    }
  });

  test('of TLS 1.2 are not offered, and none is kept of a connection to the public name', async () => {
    const sessions = new MemoryStore();
    const old: Partial<ServerOptions> = { versions: ['TLS 1.2'], credentials, sessionCache: new MemoryStore() };
    await visit({ sessions }, old);
    const result = await visit({ ...hidingClient, sessions }, old);
    expect(result.client.error).toBeInstanceOf(EchRejected);
    expect(firstHello(result.sent).extensions?.session_ticket).toEqual(new Uint8Array(0));
    const [, server] = memory();
    const kept = new MemoryStore();
    await visit({ ...hidingClient, sessions: kept }, { ...server, ...otherServer });
    expect((await visit({ sessions: kept }, server)).client.info?.resumed).toBe(false);
  });
});

describe('RFC 9849 §6.1.6: a server that cannot read it', () => {
  test.each([
    ['at once', {}],
    ['after HelloRetryRequest', withoutShares],
  ])(
    '[G16] proves the public name and gives newer keys, with which the client comes again: %s',
    async (_how, options) => {
      const { client, server, sent } = await visit({ ...hidingClient, ...options }, otherServer);
      expect(server.error).toMatchObject({ alert: 'ech_required' });
      expect(client.info).toBeUndefined();
      const { error } = client;
      if (!(error instanceof EchRejected)) throw new Error('not rejected', { cause: error });
      expect(error).toMatchObject({ code: 'ech_required', publicName: 'public.test', authenticated: true });
      expect(error.retryConfigs).toEqual(echConfigList([newerKey]));
      expect(shows(sent, 'server.test')).toBe(false);
      const again = { encryptedClientHello: offerEch(error.retryConfigs ?? new Uint8Array(0)) };
      expect(fates(await visit(again, otherServer))).toEqual(accepted);
    },
  );

  test.each([
    ['TLS 1.3 without keys', {}],
    ['TLS 1.2', { versions: ['TLS 1.2'] as const }],
    ['keys that it does not tell', { encryptedClientHello: acceptEch([{ ...newerKey, retry: false }]) }],
    ['keys, but declines the name', { encryptedClientHello: acceptEch([key], { serves: () => false }) }],
  ])('proves the public name and wants no hidden hello: %s', async (_what, options) => {
    const { client } = await visit(hidingClient, { credentials, ...options });
    expect(client.error).toMatchObject({ code: 'ech_required', authenticated: true, retryConfigs: undefined });
  });

  test('over datagrams with DTLS 1.2 it is no less rejected', async () => {
    const server = { credentials, carrier: 'datagram' as const, versions: ['DTLS 1.2'] as const };
    const { client } = await visit({ ...hidingClient, carrier: 'datagram' }, server);
    expect(client.error).toBeInstanceOf(EchRejected);
  });

  test('RFC 7250 §4.2: and is known by its key alone cannot prove the public name', async () => {
    const strict = { trust: undefined, trustedKeys: () => true };
    const { client } = await visit({ ...hidingClient, ...strict }, otherServer);
    expect(client.error).toBeInstanceOf(ProtocolError);
    expect(client.error).not.toBeInstanceOf(EchRejected);
  });

  test('RFC 9849 §6.1.7: and cannot prove the public name says nothing that counts', async () => {
    const [hidden] = credentials;
    const onlyHidden = { ...otherServer, credentials: hidden === undefined ? [] : [hidden] };
    expect((await visit(hidingClient, onlyHidden)).client.error).toMatchObject({ code: 'name_mismatch' });
    const untrusted = await visit({ ...hidingClient, trust: strangers }, otherServer);
    expect(untrusted.client.error).not.toBeInstanceOf(EchRejected);
    const anybody = await visit({ ...hidingClient, trust: strangers, insecureAcceptAnyCertificate: true }, otherServer);
    expect(anybody.client.error).toMatchObject({ code: 'ech_required', authenticated: false });
  });

  test.each(['TLS 1.3', 'TLS 1.2'] as const)(
    'RFC 9849 §6.1.7: does not learn who the client is, in %s',
    async (version) => {
      const client = { ...hidingClient, credentials: [clientCredential], requireFittingCredential: true };
      const server = { ...otherServer, versions: [version], clientAuthentication: 'request' as const };
      const { client: ours, server: theirs } = await visit(client, server);
      expect(ours.error).toBeInstanceOf(EchRejected);
      expect(theirs.info?.peer).toBeUndefined();
      const chosen = { ...hidingClient, selectCredential: () => clientCredential };
      expect((await visit(chosen, server)).server.info?.peer).toBeUndefined();
      const honest = await visit(client, { ...readingServer, clientAuthentication: 'require' });
      expect(honest.server.info?.peer?.chain).toHaveLength(1);
    },
  );
});

describe('RFC 9849 §6.2: grease', () => {
  test.each([
    ['a server that knows nothing of it', {}, 'not offered'],
    ['a server with keys', readingServer, 'rejected'],
    ['a server of TLS 1.2', { versions: ['TLS 1.2'] as const }, 'not offered'],
  ])('is ignored by %s', async (_who, server, fate) => {
    for (const options of [{}, withoutShares]) {
      const result = await visit({ encryptedClientHello: greaseEch, ...options }, server);
      const heard = 'versions' in server ? 'not offered' : fate === 'not offered' ? 'rejected' : fate;
      expect(fates(result)).toEqual({ errors: [undefined, undefined], client: 'not offered', server: heard });
    }
  });

  test('looks like what it is not', () => {
    const grease = firstHello(clientEnd({ encryptedClientHello: greaseEch }).send());
    const hidden = firstHello(clientEnd({ encryptedClientHello: offerEch(configList) }).send());
    const shape = ({ extensions }: ClientHello) => {
      const ech = extensions?.encrypted_client_hello;
      return ech?.type === 'outer' ? [ech.encapsulatedKey.length, ech.payload.length % 32] : [];
    };
    expect(shape(grease)).toEqual([32, 16]);
    expect(shape(hidden)).toEqual([32, 16]);
    expect(Object.keys(grease.extensions ?? {})).toEqual(Object.keys(hidden.extensions ?? {}));
  });

  test('is not put into the hellos of clients that cannot mean it', async () => {
    const client = clientEnd({ encryptedClientHello: greaseEch, versions: ['TLS 1.2'] });
    expect(firstHello(client.send()).extensions?.encrypted_client_hello).toBeUndefined();
  });
});

describe('RFC 9849 §7.1: a hidden ClientHello that breaks a rule', () => {
  const without = ({ extensions: { encrypted_client_hello, ...extensions } = {}, ...hello }: ClientHello) => ({
    ...hello,
    extensions,
  });
  const only =
    (turn: number, change: (hello: ClientHello) => ClientHello) =>
    (hello: ClientHello, now: number): ClientHello =>
      now === turn ? change(hello) : hello;
  const changed = (change: object) => (hello: ClientHello) => {
    const outer = hello.extensions?.encrypted_client_hello;
    if (outer?.type !== 'outer') return hello;
    return { ...hello, extensions: { ...hello.extensions, encrypted_client_hello: { ...outer, ...change } } };
  };
  const offering = (versions: readonly number[]) => (hello: ClientHello) => ({
    ...hello,
    extensions: { ...hello.extensions, supported_versions: versions },
  });
  const noise = new Uint8Array(400);

  test.each<[string, Tampering, FailureCode]>([
    ['it does not say what it is', { inner: only(0, without) }, 'bad_inner_hello'],
    ['it offers TLS 1.2', { inner: only(0, offering([0x0304, 0x0303])) }, 'bad_inner_hello'],
    ['the second does not say what it is', { inner: only(1, without) }, 'bad_inner_hello'],
    ['the second is not hidden', { outer: only(1, without) }, 'missing_extension'],
    ['the second is for another key', { outer: only(1, changed({ configId: 8 })) }, 'ech_changed'],
    [
      'the second is encrypted otherwise',
      { outer: only(1, changed({ cipherSuite: { kdfId: 1, aeadId: 3 } })) },
      'ech_changed',
    ],
    ['the second brings another key', { outer: only(1, changed({ encapsulatedKey: noise })) }, 'ech_changed'],
    ['the second is the inner one', { outer: only(1, changed({ type: 'inner' })) }, 'ech_changed'],
    ['the second does not decrypt', { outer: only(1, changed({ payload: noise })) }, 'ech_undecipherable'],
  ])('ends the handshake: %s', async (_what, tampering, code) => {
    const encryption = tampered(offerEch(configList), tampering);
    const { server } = await visit({ encryptedClientHello: encryption, ...withoutShares }, readingServer);
    expect(server.error?.code).toBe(code);
  });

  test('RFC 9849 §5.2: what stands around it cannot be changed: the open one counts then', async () => {
    const outer = only(0, (hello) => ({ ...hello, cipherSuites: [...hello.cipherSuites].reverse() }));
    const { client } = await visit({ encryptedClientHello: tampered(offerEch(configList), { outer }) }, readingServer);
    expect(client.error?.code).toBe('ech_required');
  });
});

describe('RFC 9849 §7: who is asked', () => {
  /** Says that somebody has read what was hidden. */
  const forwarded: Partial<ClientOptions> = {
    encryptedClientHello: tampered(offerEch(configList), {}),
  };
  const inTheOpen = {
    encryptedClientHello: tampered(offerEch(configList), {
      outer: (hello: ClientHello) => ({
        ...hello,
        extensions: { ...hello.extensions, encrypted_client_hello: { type: 'inner' as const } },
      }),
    }),
  };

  test('a server with keys refuses what comes in the open and says that it was read', async () => {
    const { server } = await visit(inTheOpen, readingServer);
    expect(server.error?.code).toBe('misplaced_inner_hello');
  });

  test('a backend refuses what nobody has read, unless clients come to it directly', async () => {
    const refused = await visit(forwarded, { credentials, encryptedClientHello: backendEch() });
    expect(refused.server.error?.code).toBe('misplaced_inner_hello');
    const ignored = await visit(forwarded, { credentials, encryptedClientHello: backendEch({ outer: 'ignore' }) });
    expect(ignored.client.error).toBeInstanceOf(EchRejected);
  });

  test('RFC 9849 §7.2: a backend confirms what somebody else has read, also where it asks twice', async () => {
    for (const shares of [{}, withoutShares]) {
      const hidden: Uint8Array[] = [];
      const observer = { hiddenHello: ({ bytes }: { readonly bytes: Uint8Array }) => void hidden.push(bytes.slice()) };
      const pair = {
        client: clientEnd({ ...hidingClient, ...shares, middleboxCompatibility: false, observer }),
        server: serverEnd({ credentials, encryptedClientHello: backendEch() }),
      };
      // The client-facing server: it has the key, and sends on what it reads.
      await pump(pair, (bytes, from) => {
        const hello = from === 'client' && bytes[0] === 22 ? hidden.shift() : undefined;
        return hello === undefined
          ? bytes
          : concat(Uint8Array.of(22, 3, 3, hello.length >> 8, hello.length & 255), hello);
      });
      expect(fates(pair)).toEqual(accepted);
    }
  });

  test('RFC 9849 §6.1.5: a server that confirms in HelloRetryRequest must do it in ServerHello', async () => {
    const honest = acceptEch([key]);
    const server: Partial<ServerOptions> = {
      credentials,
      encryptedClientHello: {
        ...honest,
        *open(io, hello) {
          const opened = yield* honest.open(io, hello);
          return typeof opened === 'object' ? { ...opened, confirm: (_io, answer) => answer } : opened;
        },
      },
    };
    const { client } = await visit({ ...hidingClient, ...withoutShares }, server);
    expect(client.error?.code).toBe('ech_unconfirmed');
  });

  test('RFC 9849 §5: a server that has read it gives no other keys', async () => {
    const { client } = await visit(hidingClient, {
      ...readingServer,
      encryptedClientHello: {
        ...acceptEch([key]),
        *open(io, hello) {
          const opened = yield* acceptEch([key]).open(io, hello);
          if (typeof opened !== 'object') return opened;
          const { extensions } = opened.hello;
          const outer = hello.extensions?.encrypted_client_hello;
          if (outer === undefined) return opened;
          return {
            ...opened,
            hello: { ...opened.hello, extensions: { ...extensions, encrypted_client_hello: outer } },
          };
        },
      },
    });
    expect(client.error?.code).toBe('unsolicited_extension');
  });
});

function firstHello(flight: Uint8Array): ClientHello {
  const length = ((flight[3] ?? 0) << 8) | (flight[4] ?? 0);
  return decodeMessage(messages13, ['ClientHello'], flight.slice(5, 5 + length)).body as ClientHello;
}
