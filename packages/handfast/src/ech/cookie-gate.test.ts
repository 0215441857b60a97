import { expect, test } from 'vitest';
import { lateKey } from '../crypto/testing/late.ts';
import { clientConfig, clientConnection } from '../engine/client-config.ts';
import type { Connection } from '../engine/connection.ts';
import { CookieGate } from '../engine/datagram/cookie-gate.ts';
import type { ClientOptions, ServerOptions } from '../engine/options.ts';
import { type ServerConfig, serverConfig, serverConnection } from '../engine/server-config.ts';
import { now, trust } from '../engine/testing/fixtures.ts';
import { nodeProvider } from '../providers/node/index.ts';
import { acceptEch } from './accept.ts';
import { echConfigList } from './create.ts';
import { offerEch } from './offer.ts';
import { configList, hidingClient, key, newerKey, otherServer, readingServer } from './testing/keys.ts';
import { tampered } from './testing/tamper.ts';

/** A client that has been asked for a cookie, and its second hello. */
function admitted(config: ServerConfig, options: Partial<ClientOptions> = {}) {
  const gate = new CookieGate(config, now);
  const settings = clientConfig({ crypto: nodeProvider, trust, carrier: 'datagram', ...hidingClient, ...options });
  const client = clientConnection(settings, { serverName: 'server.test', now });
  const { outputs, take } = listen(client);
  const [first = new Uint8Array(0)] = take();
  const answer = gate.judge(first, 'here', now);
  if (answer.do !== 'answer') throw new Error(`the gate would rather ${answer.do}`);
  client.receive(answer.datagram);
  const [second = new Uint8Array(0)] = take();
  return { gate, client, outputs, take, second };
}

/** Everything that a connection says. */
function listen(connection: Connection) {
  const outputs: ReturnType<Connection['take']>[number][] = [];
  const take = (): Uint8Array[] => {
    const now = connection.take();
    outputs.push(...now);
    return now.flatMap((output) => (output.type === 'send' ? [output.bytes] : []));
  };
  return { outputs, take };
}

const configOf = (options: Partial<ServerOptions>): ServerConfig =>
  serverConfig({ crypto: nodeProvider, carrier: 'datagram', ...options });

function visit(config: ServerConfig, options: Partial<ClientOptions> = {}) {
  const { gate, client, outputs, take, second } = admitted(config, options);
  const admission = gate.judge(second, 'here', now);
  if (admission.do !== 'admit') throw new Error(admission.do);
  const connection = serverConnection(config, { now, answered: admission.answered });
  const server = listen(connection);
  connection.receive(second);
  for (let i = 0; i < 5; i++) {
    for (const datagram of server.take()) client.receive(datagram);
    for (const datagram of take()) connection.receive(datagram);
  }
  const of = (all: typeof outputs) => ({
    info: all.find((output) => output.type === 'established')?.info,
    error: all.find((output) => output.type === 'failed')?.error,
  });
  return { client: of(outputs), server: of(server.outputs) };
}

test.each([
  ['a share that fits', {}],
  ['no share', { keyShares: [] }],
] as const)('RFC 9849 §7.1.1: who keeps nothing reads both hidden hellos, of a client with %s', (_what, options) => {
  const { client, server } = visit(configOf(readingServer), options);
  expect(client.error).toBeUndefined();
  expect(client.info).toMatchObject({ encryptedClientHello: 'accepted', retried: true });
  expect(server.info).toMatchObject({ encryptedClientHello: 'accepted', serverName: 'server.test' });
});

test('RFC 9849 §7.1.1: keys with the same number are told apart, also the second time', () => {
  const both = acceptEch([newerKey, key]);
  expect(visit(configOf({ ...readingServer, encryptedClientHello: both })).client.info).toBeDefined();
});

test.each([
  ['has other keys', otherServer, echConfigList([newerKey])],
  [
    'declines the name',
    { ...readingServer, encryptedClientHello: acceptEch([key], { serves: () => false }) },
    undefined,
  ],
  [
    'would have to wait for its key',
    { ...readingServer, encryptedClientHello: acceptEch([{ ...key, privateKey: lateKey(key.privateKey, 1) }]) },
    configList,
  ],
] as const)('RFC 9849 §7.1: a gate whose server %s lets the open hello count', (_what, options, retryConfigs) => {
  const { client } = visit(configOf(options));
  expect(client.error).toMatchObject({ code: 'ech_required', retryConfigs });
});

test('RFC 9849 §7.1.1: a second hello that does not decrypt is answered with its alert', () => {
  const encryption = tampered(offerEch(configList), {
    outer: (hello, turn) => {
      const ech = hello.extensions?.encrypted_client_hello;
      if (turn === 0 || ech?.type !== 'outer') return hello;
      const changed = { ...ech, payload: new Uint8Array(ech.payload.length) };
      return { ...hello, extensions: { ...hello.extensions, encrypted_client_hello: changed } };
    },
  });
  const { gate, second } = admitted(configOf(readingServer), { encryptedClientHello: encryption });
  const verdict = gate.judge(second, 'here', now);
  // decrypt_error
  expect(verdict.do === 'answer' && verdict.datagram.at(-1)).toBe(51);
});

test('RFC 9849 §7.1.1: a server that has lost its keys between two hellos cannot go on', () => {
  const { gate, second } = admitted(configOf(readingServer));
  const admission = gate.judge(second, 'here', now);
  if (admission.do !== 'admit') throw new Error(admission.do);
  const connection = serverConnection(configOf({ ...readingServer, encryptedClientHello: undefined }), {
    now,
    answered: admission.answered,
  });
  connection.receive(second);
  const { outputs, take } = listen(connection);
  take();
  expect(outputs.find(({ type }) => type === 'failed')).toMatchObject({ error: { code: 'bad_retry' } });
});
