import { expect, test } from 'vitest';
import { MisuseError } from '../base/errors.ts';
import { compose } from '../crypto/compose.ts';
import type { ServerOptions } from '../engine/options.ts';
import { credential } from '../engine/testing/fixtures.ts';
import { type Pair, pump } from '../engine/testing/pair.ts';
import { Returning } from '../engine/testing/returning.ts';
import { ClientSession, ServerSession } from '../handshake/classic/session.ts';
import { legacyProvider } from '../providers/legacy/index.ts';
import { nodeProvider } from '../providers/node/index.ts';
import { MemoryStore } from '../session/memory-store.ts';
import { type Codec, decode, encode } from '../wire/codec.ts';
import { type LegacyVersionName, legacy } from './legacy.ts';

const crypto = compose(nodeProvider, legacyProvider);
const credentials = [await credential({ kind: 'RSA' })];

const speaking = (version: LegacyVersionName, insecureUnboundSessions: boolean) => ({
  crypto,
  versions: [],
  cipherSuites: [],
  renegotiation: 'secure' as const,
  legacy: legacy({ versions: [version], cipherSuites: ['TLS_RSA_WITH_RC4_128_SHA'], insecureUnboundSessions }),
});

/** Two that come back to each other, with session IDs. */
function acquainted(version: LegacyVersionName, client = true, server = true) {
  const sessionCache = new MemoryStore();
  const theirs: Partial<ServerOptions> = {
    ...speaking(version, server),
    credentials,
    tickets: undefined,
    sessionCache,
  };
  return { both: new Returning({ client: speaking(version, client), server: theirs }), sessionCache };
}

/** Lets the sessions of a store forget that their secret is bound to the handshake. */
function unbind<T extends { readonly extendedMasterSecret: number }>(store: MemoryStore, codec: Codec<T>): void {
  const kept = [...store.sessions()];
  for (const { key, value, expires } of kept) {
    store.remove(key);
    store.put(key, encode(codec, { ...decode(codec, value), extendedMasterSecret: 0 }), expires);
  }
}

const resumed = ({ client, server }: Pair) => [client.info?.resumed, server.info?.resumed];

test('RFC 7627 §5.4: SSL 3.0 resumes sessions where both sides are told to', async () => {
  const { both } = acquainted('SSL 3.0');
  expect(resumed(await both.visit())).toEqual([false, false]);
  expect(resumed(await both.visit())).toEqual([true, true]);
  for (const [client, server] of [
    [true, false],
    [false, true],
  ]) {
    const { both: careful } = acquainted('SSL 3.0', client, server);
    await careful.visit();
    expect(resumed(await careful.visit())).toEqual([false, false]);
  }
});

test('RFC 7627 §5.4: what such a session resumes is not renegotiated, and binds nothing', async () => {
  const { both } = acquainted('SSL 3.0');
  const first = await both.visit();
  expect(first.client.connection.tlsUnique()).toEqual(first.server.connection.tlsUnique());
  first.client.use((connection) => connection.renegotiate());
  await pump(first);
  expect(first.client.outputs.at(-1)).toMatchObject({ type: 'established', renegotiated: true });
  const { client, server } = await both.visit();
  expect(client.info).toMatchObject({ resumed: true });
  for (const { connection } of [client, server]) {
    expect(() => connection.renegotiate()).toThrow(MisuseError);
    expect(() => connection.tlsUnique()).toThrow(MisuseError);
    expect(() => connection.exportKeyingMaterial('EXPERIMENTAL', undefined, 16)).toThrow(MisuseError);
  }
});

test('RFC 7627 §5.4: nor is it resumed in a renegotiation', async () => {
  const { both } = acquainted('SSL 3.0');
  const ends = await both.visit();
  ends.client.use((connection) => connection.renegotiate(false));
  await pump(ends);
  expect(ends.client.outputs.at(-1)).toMatchObject({ renegotiated: true, info: { resumed: false } });
});

test('RFC 7627 §5.3: a client that knows extended_master_secret now gets a session with it', async () => {
  const { both, sessionCache } = acquainted('TLS 1.0');
  await both.visit();
  unbind(both.sessions, ClientSession);
  unbind(sessionCache, ServerSession);
  expect(resumed(await both.visit())).toEqual([false, false]);
  expect(resumed(await both.visit())).toEqual([true, true]);
});

test('RFC 7627 §5.3: a client refuses a server that resumes with extended_master_secret what began without', async () => {
  const { both } = acquainted('TLS 1.0');
  await both.visit();
  unbind(both.sessions, ClientSession);
  const { client } = await both.visit();
  expect(client.error).toMatchObject({ code: 'bad_session_binding' });
});

test('RFC 5929 §3: tls-unique is the Finished that came first: the client’s, and the server’s where a session is resumed', async () => {
  const { both } = acquainted('TLS 1.0');
  for (const visit of [await both.visit(), await both.visit()]) {
    const { client, server } = visit;
    expect(client.connection.tlsUnique()).toHaveLength(12);
    expect(client.connection.tlsUnique()).toEqual(server.connection.tlsUnique());
  }
});
