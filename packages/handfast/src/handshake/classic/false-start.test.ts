import { describe, expect, test } from 'vitest';
import { utf8 } from '../../base/bytes.ts';
import { classicFields, classicStage } from '../../engine/testing/classic-script.ts';
import { converse, expectEstablished, expectRefused } from '../../engine/testing/converse.ts';
import { connectedPair, pump } from '../../engine/testing/pair.ts';
import { secure } from '../../engine/testing/renegotiating.ts';
import { Returning } from '../../engine/testing/returning.ts';
import { providers } from '../../engine/testing/subjects.ts';
import { cipherSuites } from '../../registry/cipher-suites.ts';
import type { PeerVerified } from '../proofs.ts';
import { startsFalsely } from './false-start.ts';

const kinds = (outputs: readonly { readonly type: string }[]): string[] => outputs.map(({ type }) => type);
const falseStart = { falseStart: true } as const;

for (const { answers, crypto } of providers) {
  describe(`[C35] with a provider that answers ${answers},`, () => {
    const before = ({ script }: ReturnType<typeof classicStage>) =>
      script.slice(0, script.findIndex(({ name }) => name === 'Finished') + 1);
    const after = ({ script }: ReturnType<typeof classicStage>) =>
      script.slice(script.findIndex(({ name }) => name === 'Finished') + 1);

    test('[K07] RFC 7918 §3: data go out behind our Finished, before the server has finished', async () => {
      const stage = classicStage('client', {}, { crypto, client: falseStart });
      const { subject, peer } = stage;
      subject.use((connection) => connection.write(utf8('GET')));
      await converse(subject, peer, before(stage));
      expect(kinds(subject.outputs)).toEqual(['writable']);
      expect(peer.data).toEqual([utf8('GET')]);
      subject.use((connection) => connection.write(utf8(' /')));
      await converse(subject, peer, after(stage));
      expectEstablished(subject, peer);
      expect(peer.data).toEqual([utf8('GET'), utf8(' /')]);
    });

    test('RFC 7918 §3: unless it is asked for, data wait for the server', async () => {
      const stage = classicStage('client', {}, { crypto });
      const { subject, peer } = stage;
      subject.use((connection) => connection.write(utf8('GET')));
      await converse(subject, peer, before(stage));
      expect(peer.data).toEqual([]);
      expect(subject.outputs).toEqual([]);
    });

    test('[E23] RFC 7918 §3: a wrong Finished ends the connection all the same', async () => {
      const { subject, peer, script } = classicStage('client', {}, { crypto, client: falseStart });
      const wrong = classicFields('Finished', { verifyData: new Uint8Array(12) });
      await converse(subject, peer, wrong(script));
      expectRefused(subject, peer, 'bad_finished');
    });

    test('RFC 5246 §7.2.1: who has said everything may close, and still hear the answer', async () => {
      const both = await connectedPair({ crypto, client: { versions: ['TLS 1.2'], ...falseStart } });
      expect(kinds(both.client.outputs)).toEqual(['writable', 'established']);
      both.client.use((connection) => connection.close());
      await pump(both);
      both.server.use((connection) => connection.write(utf8('an answer')));
      await pump(both);
      expect(both.client.data).toEqual(utf8('an answer'));
    });
  });
}

test('RFC 7918 §3: an abbreviated handshake, in which we are last, has none', async () => {
  const returning = new Returning({
    client: { versions: ['TLS 1.2'], ...falseStart },
    server: { versions: ['TLS 1.2'] },
  });
  await returning.visit();
  const { client } = await returning.visit();
  expect(client.info?.resumed).toBe(true);
  expect(kinds(client.outputs)).toEqual(['established']);
});

test('RFC 7918 §4: a renegotiation has none', async () => {
  const both = await connectedPair({ client: { ...secure, ...falseStart }, server: secure });
  both.client.use((connection) => connection.renegotiate());
  await pump(both);
  expect(kinds(both.client.outputs)).toEqual(['writable', 'established', 'established']);
});

test('[E23] [K18] RFC 7918 §4: a suite must have ephemeral keys, an AEAD, and a server that signs', () => {
  const signed = { scheme: {} } as PeerVerified;
  const good = cipherSuites().filter((suite) => startsFalsely(suite, signed));
  expect(good.length).toBeGreaterThan(10);
  for (const { name } of good) {
    // Anonymous suites have the keys, but nobody who signs.
    expect(name).toMatch(/_(EC)?DHE_|^TLS_DH_anon_/);
    expect(name).not.toMatch(/CBC|RC4|NULL|EXPORT/);
  }
  expect(good.some((suite) => startsFalsely(suite, undefined))).toBe(false);
});
