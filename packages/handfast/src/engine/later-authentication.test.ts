/** RFC 8446 §4.6.2: a server asks for a certificate after the handshake. */

import { describe, expect, test } from 'vitest';
import { utf8 } from '../base/bytes.ts';
import { MisuseError, ProtocolError } from '../base/errors.ts';
import type { FailureCode } from '../base/failures.ts';
import { late } from '../crypto/testing/late.ts';
import { nodeProvider } from '../providers/node/index.ts';
import type { CertificateRequest13 } from '../wire/messages/certificate-request13.ts';
import { converse, expectRefused } from './testing/converse.ts';
import type { Endpoint } from './testing/endpoint.ts';
import { clientCredential, strangers } from './testing/fixtures.ts';
import { connectedPair, type Pair, type PairOptions, pump } from './testing/pair.ts';
import { Returning } from './testing/returning.ts';
import { act, type Script, say } from './testing/script.ts';
import { providers, stage } from './testing/subjects.ts';

const willing = { versions: ['TLS 1.3'], postHandshakeAuthentication: true, credentials: [clientCredential] } as const;
const meet = (options: PairOptions = {}): Promise<Pair> =>
  connectedPair({ ...options, client: { ...willing, ...options.client } });
const answers = ({ outputs }: Endpoint) => outputs.flatMap((one) => (one.type === 'authenticated' ? [one.peer] : []));

async function ask(both: Pair, required = false): Promise<void> {
  both.server.use((connection) => connection.requestClientCertificate(required));
  await pump(both);
}

describe('RFC 8446 §4.6.2: a certificate after the handshake', () => {
  for (const { answers: when, crypto } of providers) {
    test(`is shown as often as the server asks, with providers that answer ${when}`, async () => {
      const both = await meet({ crypto, client: { crypto }, server: { crypto } });
      expect(both.server.info?.peer).toBeUndefined();
      await ask(both);
      await ask(both);
      expect(both.client.error ?? both.server.error).toBeUndefined();
      expect(answers(both.server).map((peer) => peer?.path?.certificates.length)).toEqual([1, 1]);
    });
  }

  test('comes between data and new keys, in both directions', async () => {
    const both = await meet();
    both.server.use((connection) => connection.requestClientCertificate());
    both.server.use((connection) => connection.updateKeys(true));
    both.server.use((connection) => connection.sendTickets(2));
    both.client.use((connection) => connection.write(utf8('one ')));
    both.client.use((connection) => connection.updateKeys(true));
    await pump(both);
    both.client.use((connection) => connection.write(utf8('two')));
    await ask(both);
    expect(both.client.error ?? both.server.error).toBeUndefined();
    expect(answers(both.server)).toHaveLength(2);
    expect(both.server.data).toEqual(utf8('one two'));
  });

  test('what is written while a slow key signs follows the answer', async () => {
    const both = await meet({ client: { crypto: late(nodeProvider, 7) } });
    both.server.use((connection) => connection.requestClientCertificate());
    both.client.receive(both.server.send());
    both.client.use((connection) => connection.write(utf8('after')));
    await pump(both);
    expect(both.client.error ?? both.server.error).toBeUndefined();
    expect(both.server.data).toEqual(utf8('after'));
    expect(answers(both.server)).toHaveLength(1);
  });

  test('is empty where the client has none, which the server may refuse', async () => {
    const none = { client: { credentials: [] } };
    const asked = await meet(none);
    await ask(asked);
    expect(answers(asked.server)).toEqual([undefined]);
    const insisted = await meet(none);
    await ask(insisted, true);
    expect((insisted.server.error as ProtocolError).code).toBe('certificate_required');
  });

  test('is judged', async () => {
    const both = await meet({ server: { trust: strangers } });
    await ask(both);
    expect((both.server.error as ProtocolError).code).toBe('unknown_issuer');
  });

  test('stands in the tickets that follow', async () => {
    const returning = new Returning({ client: willing });
    const first = await returning.visit({ server: { tickets: { sealer: returning.ring, count: 0 } } });
    await ask(first);
    first.server.use((connection) => connection.sendTickets(1));
    await pump(first);
    const second = await returning.visit();
    expect(second.server.info?.resumed).toBe(true);
    expect(second.server.info?.peer?.chain).toEqual(answers(first.server)[0]?.chain);
    await ask(second);
    expect(answers(second.server)).toHaveLength(1);
  });

  test('cannot be asked for when the client did not allow it, twice at once, without trust, or by a client', async () => {
    const wish =
      (both: Pair, who: keyof Pair = 'server') =>
      () =>
        both[who].connection.requestClientCertificate();
    expect(wish(await meet({ client: { postHandshakeAuthentication: false } }))).toThrow(MisuseError);
    expect(wish(await meet({ server: { trust: undefined } }))).toThrow(MisuseError);
    expect(wish(await meet(), 'client')).toThrow(MisuseError);
    expect(wish(await meet({ client: { versions: ['TLS 1.2'] } }))).toThrow(MisuseError);
    const both = await meet();
    wish(both)();
    expect(wish(both)).toThrow(MisuseError);
  });
});

test('RFC 8446 §6.1: a client that has said goodbye neither answers requests nor changes its keys', async () => {
  const both = await meet();
  both.server.use((connection) => connection.requestClientCertificate());
  both.server.use((connection) => connection.updateKeys(true));
  both.client.use((connection) => connection.close());
  const goodbye = both.client.send().length;
  both.client.receive(both.server.send());
  expect(goodbye).toBeGreaterThan(0);
  expect(both.client.error).toBeUndefined();
  expect(both.client.send()).toHaveLength(0);
});

const request = (context: string) =>
  say('CertificateRequest', (body) => ({ ...body, certificateRequestContext: utf8(context) }) as CertificateRequest13);

describe('RFC 8446 §4.6.2: a client refuses', () => {
  const cases: readonly (readonly [string, boolean, Script, FailureCode])[] = [
    ['what it did not allow', false, [request('a')], 'unexpected_message'],
    ['a context that came before', true, [request('a'), request('a')], 'bad_certificate_context'],
    [
      'requests without end',
      true,
      Array.from({ length: 33 }, (_, i) => request(String(i))),
      'too_many_certificate_requests',
    ],
    [
      'a request that names no signatures',
      true,
      [say('CertificateRequest', (body) => ({ ...body, extensions: {} }))],
      'missing_extension',
    ],
  ];
  test.each(cases)('%s', async (_what, postHandshakeAuthentication, steps, code) => {
    const { subject, peer, script } = stage('client', {}, { client: { postHandshakeAuthentication } });
    await converse(subject, peer, [...script, ...steps]);
    expect((subject.error as ProtocolError).code).toBe(code);
  });
});

describe('RFC 8446 §4.4: a server refuses', () => {
  const answer = (...steps: Script): Script => steps;
  const silent = say('Certificate', (body, peer) => ({
    ...body,
    certificateRequestContext: peer.bodies.CertificateRequest?.certificateRequestContext ?? new Uint8Array(0),
    certificateList: [],
  }));
  const cases: readonly (readonly [string, Script, FailureCode])[] = [
    ['another context', answer(say('Certificate')), 'bad_certificate_context'],
    [
      'an OCSP response that nobody asked for',
      answer(
        say('Certificate', (_body, peer) => ({
          certificateRequestContext: peer.bodies.CertificateRequest?.certificateRequestContext ?? new Uint8Array(0),
          certificateList: [
            {
              certData: clientCredential.chain[0] as Uint8Array,
              extensions: { status_request: { statusType: 1, response: Uint8Array.of(0x30, 0) } },
            },
          ],
        })),
      ),
      'unsolicited_extension',
    ],
    ['a Finished that does not fit', answer(silent, say('Finished')), 'bad_finished'],
    ['an answer without Finished', answer(silent, say('KeyUpdate')), 'unexpected_message'],
    [
      'data before Finished',
      answer(
        silent,
        act('data', (peer) => peer.send(23, utf8('data'))),
      ),
      'unexpected_data',
    ],
    ['a proof without a certificate', answer(say('CertificateVerify')), 'unexpected_message'],
  ];
  test.each(cases)('%s', async (_what, steps, code) => {
    const { subject, peer, script } = stage('server');
    const [hello, ...others] = script;
    const allowing = say('ClientHello', (body) => ({
      ...body,
      extensions: { ...body.extensions, post_handshake_auth: {} },
    }));
    expect(hello?.name).toBe('ClientHello');
    const asks = act('the server asks', (scripted) => {
      scripted.receive(subject.send());
      subject.use((connection) => connection.requestClientCertificate());
    });
    await converse(subject, peer, [allowing, ...others]);
    expect(subject.info).toBeDefined();
    await converse(subject, peer, [asks, { does: 'hear', name: 'CertificateRequest' }, ...steps]);
    expectRefused(subject, peer, code);
  });
});
