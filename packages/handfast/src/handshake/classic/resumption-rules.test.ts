import { expect, test } from 'vitest';
import type { FailureCode } from '../../base/failures.ts';
import type { ServerOptions } from '../../engine/options.ts';
import { ClassicPeer } from '../../engine/testing/classic-peer.ts';
import {
  type ClassicMistake,
  classicClientScript,
  classicExtensions,
  classicFields,
  classicServerScript,
} from '../../engine/testing/classic-script.ts';
import { converse, expectRefused } from '../../engine/testing/converse.ts';
import { serverCredential } from '../../engine/testing/fixtures.ts';
import { clientEnd, connectedPair, serverEnd } from '../../engine/testing/pair.ts';
import { nodeProvider } from '../../providers/node/index.ts';
import { MemoryStore } from '../../session/memory-store.ts';
import { TicketKeyRing } from '../../session/ticket-key-ring.ts';
import { decode } from '../../wire/codec.ts';
import { ClientSession } from './session.ts';

const versions = ['TLS 1.2'] as const;

/** A store with one session that began with a server of ours. */
async function begun(server: Partial<ServerOptions>): Promise<MemoryStore> {
  const sessions = new MemoryStore();
  await connectedPair({ client: { versions, sessions }, server });
  return sessions;
}

const tickets = (): Partial<ServerOptions> => ({ tickets: { sealer: new TicketKeyRing({ crypto: nodeProvider }) } });

/** The server takes the session up. */
const echoed: ClassicMistake = classicFields('ServerHello', (body, peer) => ({
  ...body,
  legacySessionIdEcho: peer.bodies.ClientHello?.legacySessionId ?? body.legacySessionIdEcho,
}));

const both =
  (one: Parameters<typeof classicFields<'ServerHello'>>[1]): ClassicMistake =>
  (script) =>
    classicFields('ServerHello', (body, peer) => ({
      ...body,
      legacySessionIdEcho: peer.bodies.ClientHello?.legacySessionId ?? body.legacySessionIdEcho,
      ...(typeof one === 'function' ? one(body, peer) : one),
    }))(script);

test.each<[FailureCode, string, ClassicMistake]>([
  ['session_changed', 'RFC 5246 §7.4.1.3: with another suite', both({ cipherSuite: 0xc02c })],
  [
    'bad_session_binding',
    'RFC 7627 §5.3: without extended_master_secret',
    both({ extensions: { renegotiation_info: new Uint8Array(0) } }),
  ],
  ['unexpected_message', 'RFC 5246 §7.3: and sends a certificate all the same', echoed],
])('a client refuses (%s) when the server resumes: %s', async (code, _what, mistake) => {
  const sessions = await begun(tickets());
  const subject = clientEnd({ versions, sessions });
  const peer = new ClassicPeer('server', serverCredential);
  await converse(subject, peer, mistake(classicServerScript()));
  expectRefused(subject, peer, code);
  expect([...sessions.sessions()]).toEqual([]);
});

test('RFC 7627 §5.3: a server refuses a client that resumes without extended_master_secret', async () => {
  const server = tickets();
  const [kept] = [...(await begun(server)).sessions()];
  const { ticket } = decode(ClientSession, kept?.value ?? new Uint8Array(0));
  const subject = serverEnd({ versions, ...server });
  const peer = new ClassicPeer('client');
  const drops = classicExtensions('ClientHello', { session_ticket: ticket, extended_master_secret: undefined });
  await converse(subject, peer, drops(classicClientScript()));
  expectRefused(subject, peer, 'bad_session_binding');
});

test('[H17] RFC 5077 §3.2: a ticket that makes no sense costs a full handshake', async () => {
  const subject = serverEnd({ versions, ...tickets() });
  const peer = new ClassicPeer('client');
  const script = classicExtensions('ClientHello', { session_ticket: new Uint8Array(100) })(classicClientScript());
  await converse(subject, peer, script.slice(0, 4));
  expect(subject.messages).toEqual([
    '< ClientHello',
    '> ServerHello',
    '> Certificate',
    '> ServerKeyExchange',
    '> ServerHelloDone',
  ]);
});
