import { expect, test } from 'vitest';
import { nodeProvider } from '../../providers/node/index.ts';
import type { NegotiableVersionName } from '../../registry/versions.ts';
import { clientConfig, clientConnection } from '../client-config.ts';
import type { ClientOptions } from '../options.ts';
import { serverConfig, serverConnection } from '../server-config.ts';
import { now, serverCredential, trust } from '../testing/fixtures.ts';
import { CookieGate } from './cookie-gate.ts';

const server = serverConfig({ crypto: nodeProvider, carrier: 'datagram', credentials: [serverCredential] });
const sent = (connection: { take(): readonly { type: string }[] }): Uint8Array[] =>
  connection
    .take()
    .flatMap((output) => ('bytes' in output && output.type === 'send' ? [output.bytes as Uint8Array] : []));

function client(versions: readonly NegotiableVersionName[], options: Partial<ClientOptions> = {}) {
  const config = clientConfig({ crypto: nodeProvider, trust, versions, ...options });
  return clientConnection(config, { serverName: 'server.test', now });
}

/** The two hellos of a client that the gate asked for a second one. */
function twoHellos(gate: CookieGate, versions: readonly NegotiableVersionName[], options?: Partial<ClientOptions>) {
  const connection = client(versions, options);
  const [first = new Uint8Array(0)] = sent(connection);
  const answer = gate.judge(first, 'here', now);
  if (answer.do !== 'answer') throw new Error(`the gate would rather ${answer.do}`);
  expect(answer.datagram.length).toBeLessThan(3 * first.length);
  connection.receive(answer.datagram);
  const [second = new Uint8Array(0)] = sent(connection);
  return { connection, first, second };
}

test.each([
  ['DTLS 1.2', ['DTLS 1.2'], {}],
  ['DTLS 1.3', ['DTLS 1.3'], {}],
  ['DTLS 1.3 with another share', ['DTLS 1.3'], { groups: ['secp384r1', 'x25519'], keyShares: [] }],
  ['both', ['DTLS 1.3', 'DTLS 1.2'], {}],
] as const)(
  '[A25] RFC 6347 §4.2.1, RFC 9147 §5.1: %s comes in with the cookie that was sent to it',
  (_, versions, options) => {
    const gate = new CookieGate(server, now);
    const { connection, second } = twoHellos(gate, versions, options);
    expect(gate.judge(second, 'elsewhere', now)).not.toHaveProperty('do', 'admit');
    const admission = gate.judge(second, 'here', now);
    if (admission.do !== 'admit') throw new Error(admission.do);
    const other = serverConnection(server, { now, answered: admission.answered });
    other.receive(second);
    for (let i = 0; i < 5; i++) {
      for (const datagram of sent(other)) connection.receive(datagram);
      for (const datagram of sent(connection)) other.receive(datagram);
    }
    connection.write(Uint8Array.of(1, 2, 3));
    for (const datagram of sent(connection)) other.receive(datagram);
    expect(other.take()).toContainEqual({ type: 'data', bytes: Uint8Array.of(1, 2, 3) });
  },
);

test('RFC 9147 §5.1: bad_retry is the answer to a second hello of another version, or without the share asked for', () => {
  const gate = new CookieGate(server, now);
  const retried = { groups: ['secp384r1', 'x25519'], keyShares: [] } as const;
  const { second } = twoHellos(gate, ['DTLS 1.3'], retried);
  const admission = gate.judge(second, 'here', now);
  if (admission.do !== 'admit') throw new Error(admission.do);
  const codeFor = (hello: Uint8Array | undefined): unknown => {
    const other = serverConnection(server, { now, answered: admission.answered });
    other.receive(hello ?? expect.fail('there is no hello'));
    const failure = other.take().find((output) => output.type === 'failed');
    return failure?.error.code;
  };
  expect(codeFor(second)).toBeUndefined();
  expect(codeFor(sent(client(['DTLS 1.2']))[0])).toBe('bad_retry');
  expect(codeFor(sent(client(['DTLS 1.3'], { ...retried, keyShares: ['secp384r1'] }))[0])).toBe('bad_retry');
});

test('[A25] RFC 6347 §4.2.1: cookies grow old', () => {
  for (const version of ['DTLS 1.2', 'DTLS 1.3'] as const) {
    const gate = new CookieGate(server, now);
    const { second } = twoHellos(gate, [version]);
    expect(gate.judge(second, 'here', now + 60_000).do).toBe('admit');
    expect(gate.judge(second, 'here', now + 120_000).do).not.toBe('admit');
  }
});

test('[A25] RFC 6347 §4.2.1: a cookie is for the hello for which it was made', () => {
  const gate = new CookieGate(server, now);
  const { second } = twoHellos(gate, ['DTLS 1.2']);
  const other = Uint8Array.from(second);
  other[13 + 12 + 2] = 0x5a;
  expect(gate.judge(other, 'here', now).do).toBe('answer');
});

test('[A25] RFC 6347 §4.2.1: nothing but whole hellos is answered', () => {
  const gate = new CookieGate(server, now);
  const [hello = new Uint8Array(0)] = sent(client(['DTLS 1.2']));
  for (let length = 0; length < hello.length; length++) {
    expect(gate.judge(hello.subarray(0, length), 'here', now).do).toBe('ignore');
  }
  expect(gate.judge(new Uint8Array(2000).fill(0xfe), 'here', now).do).toBe('ignore');
});

test('RFC 6347 §4.1.2.7: who speaks no version of ours hears an alert, and nothing is kept', () => {
  const modern = serverConfig({
    crypto: nodeProvider,
    versions: ['DTLS 1.3'],
    credentials: [serverCredential],
  });
  const [hello = new Uint8Array(0)] = sent(client(['DTLS 1.2']));
  const answer = new CookieGate(modern, now).judge(hello, 'here', now);
  expect(answer.do === 'answer' && [...answer.datagram.slice(0, 1), ...answer.datagram.slice(-2)]).toEqual([21, 2, 70]);
});
