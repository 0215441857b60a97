import { describe, expect, test } from 'vitest';
import { utf8 } from '../base/bytes.ts';
import { MisuseError, PeerAlert, ProtocolError } from '../base/errors.ts';
import type { AlertEvent } from './observer.ts';
import { converse, expectOver } from './testing/converse.ts';
import { settled } from './testing/endpoint.ts';
import { now } from './testing/fixtures.ts';
import { connectedPair, pair, pump } from './testing/pair.ts';
import { data, hangUp } from './testing/script.ts';
import { providers, stage } from './testing/subjects.ts';

const kinds = (outputs: readonly { readonly type: string }[]): string[] => outputs.map(({ type }) => type);

for (const { answers, crypto } of providers) {
  describe(`with a provider that answers ${answers},`, () => {
    test('[G06, K14] RFC 8446 §6.1: close_notify ends the data, and the other side may still send', async () => {
      const both = await connectedPair({ crypto });
      const { client, server } = both;
      client.use((connection) => {
        connection.write(utf8('the last words'));
        connection.close();
      });
      await pump(both);
      expect(kinds(server.outputs)).toEqual(['established', 'data', 'end']);
      expect(client.over).toBe(false);
      server.use((connection) => connection.write(utf8('an answer')));
      await pump(both);
      expect(client.data).toEqual(utf8('an answer'));
      server.use((connection) => connection.close());
      await pump(both);
      expect(kinds(client.outputs)).toEqual(['established', 'data', 'end', 'closed']);
      expect(kinds(server.outputs)).toEqual(['established', 'data', 'end', 'closed']);
      expectOver(client);
      expectOver(server);
    });

    test('RFC 8446 §6.1: both sides may close at the same time', async () => {
      const both = await connectedPair({ crypto });
      both.client.use((connection) => connection.close());
      both.server.use((connection) => connection.close());
      await pump(both);
      for (const side of [both.client, both.server]) {
        expect(kinds(side.outputs)).toEqual(['established', 'end', 'closed']);
        expectOver(side);
      }
    });

    test('[G05] RFC 8446 §6: once there are keys, alerts are protected', async () => {
      const { subject, peer, script } = stage('client', {}, { crypto });
      await converse(subject, peer, script);
      subject.use((connection) => connection.close());
      await settled();
      const record = subject.send();
      expect(record[0]).toBe(23);
      peer.receive(record);
      peer.drain();
      expect(peer.alerts).toEqual(['warning close_notify']);
    });

    test('RFC 8446 §6.1: what follows close_notify is ignored', async () => {
      const { subject, peer, script } = stage('server', {}, { crypto });
      await converse(subject, peer, script);
      peer.send(21, Uint8Array.of(1, 0));
      peer.send(23, utf8('too late'));
      peer.sendBytes(utf8('not even TLS'));
      await converse(subject, peer, []);
      expect(kinds(subject.outputs)).toEqual(['established', 'end']);
      subject.use((connection) => connection.receiveEnd());
      expect(subject.error).toBeUndefined();
    });

    test('[G07, K14] RFC 8446 §6.1: the end of the transport without close_notify is an error', async () => {
      const { subject, peer, script } = stage('client', {}, { crypto });
      await converse(subject, peer, [...script, data(utf8('half of it')), hangUp]);
      expect(subject.data).toEqual(utf8('half of it'));
      expect((subject.error as ProtocolError).code).toBe('truncated_connection');
      expectOver(subject);
    });

    test('RFC 8446 §6.1: the end of the transport after our close_notify but without theirs is an error too', async () => {
      const { subject, peer, script } = stage('client', {}, { crypto });
      await converse(subject, peer, script);
      subject.use((connection) => connection.close());
      await converse(subject, peer, [hangUp]);
      expect((subject.error as ProtocolError).code).toBe('truncated_connection');
      expectOver(subject);
    });

    test('RFC 8446 §6.2: a fatal alert ends the connection at once, without an answer', async () => {
      const both = await connectedPair({ crypto });
      const { subject, peer, script } = stage('server', {}, { crypto });
      await converse(subject, peer, script);
      peer.send(21, Uint8Array.of(2, 80));
      await converse(subject, peer, []);
      expect(subject.error).toBeInstanceOf(PeerAlert);
      expect((subject.error as PeerAlert).alert).toBe('internal_error');
      expect(peer.alerts).toEqual([]);
      expectOver(subject);
      expect(both.client.over).toBe(false);
    });

    test('RFC 8446 §6: in TLS 1.3 an error is fatal though it says warning, and though nobody knows it', async () => {
      for (const [description, name] of [
        [40, 'handshake_failure'],
        [199, 'alert 199'],
      ] as const) {
        const { subject, peer, script } = stage('server', {}, { crypto });
        await converse(subject, peer, script);
        peer.send(21, Uint8Array.of(1, description));
        await converse(subject, peer, []);
        expect((subject.error as PeerAlert).alert).toBe(name);
        expectOver(subject);
      }
    });

    test('RFC 8446 §6.1: close_notify before Finished is the end of an attempt, not of data', async () => {
      const both = pair({ crypto });
      await settled();
      both.client.use((connection) => connection.close());
      await pump(both);
      expect((both.server.error as PeerAlert).alert).toBe('close_notify');
      expect(kinds(both.client.outputs)).toEqual(['closed']);
      expectOver(both.client);
      expectOver(both.server);
    });

    test('[G11] RFC 8446 §6.1: a handshake that takes too long is given up', async () => {
      const both = pair({ crypto, server: { handshakeTimeout: 5000 } });
      await settled();
      expect(both.server.outputs).toEqual([{ type: 'wake', at: now + 5000 }]);
      both.server.receive(both.client.send().subarray(0, 100));
      both.server.use((connection) => connection.tick(now + 4999));
      expect(both.server.over).toBe(false);
      both.server.use((connection) => connection.tick(now + 5000));
      expect(both.server.error).toMatchObject({ code: 'handshake_timeout', alert: 'user_canceled' });
      expect(both.server.error?.message).toContain('waitingFor ClientHello');
      both.client.receive(both.server.send());
      expect(both.client.error).toBeUndefined();
      expectOver(both.server);
    });

    test('a handshake that was finished in time has no deadline any more', async () => {
      const both = await connectedPair({
        crypto,
        server: { handshakeTimeout: 5000 },
        client: { handshakeTimeout: 5000 },
      });
      for (const side of [both.client, both.server]) {
        expect(side.outputs.filter(({ type }) => type === 'wake')).toEqual([
          { type: 'wake', at: now + 5000 },
          { type: 'wake', at: undefined },
        ]);
        side.use((connection) => connection.tick(now + 6000));
        expect(side.over).toBe(false);
      }
    });

    test('the caller learns at once what it may not do', async () => {
      const both = await connectedPair({ crypto });
      both.client.use((connection) => connection.close());
      expect(() => both.client.connection.write(utf8('more'))).toThrow(MisuseError);
      expect(() => both.client.connection.updateKeys(false)).toThrow(MisuseError);
      const fresh = pair({ crypto, client: { limits: { earlyWrites: 10 } } });
      expect(() => fresh.client.connection.exportKeyingMaterial('EXPORTER-test', new Uint8Array(0), 32)).toThrow(
        MisuseError,
      );
      expect(() => fresh.client.connection.updateKeys(false)).toThrow(MisuseError);
      expect(() => fresh.client.connection.write(new Uint8Array(11))).toThrow(MisuseError);
    });

    test('received bytes may be reused by the caller as soon as the call has returned', async () => {
      const both = pair({ crypto });
      await pump(both, (bytes) => bytes);
      both.client.use((connection) => connection.write(utf8('through a reused buffer')));
      await settled();
      const sent = both.client.send();
      const buffer = new Uint8Array(7);
      for (let at = 0; at < sent.length; at += buffer.length) {
        const portion = sent.subarray(at, at + buffer.length);
        buffer.set(portion);
        both.server.receive(buffer.subarray(0, portion.length));
        buffer.fill(0xee);
      }
      await settled();
      expect(both.server.data).toEqual(utf8('through a reused buffer'));
    });
  });
}

test('waitingFor names the messages that would be legal now', async () => {
  const both = pair();
  expect(both.client.connection.waitingFor).toEqual(['ServerHello', 'HelloRetryRequest']);
  expect(both.server.connection.waitingFor).toEqual(['ClientHello']);
  both.server.receive(both.client.send());
  expect(both.server.connection.waitingFor).toEqual(['Finished']);
  await pump(both);
  expect(both.server.connection.waitingFor).toEqual([]);
});

test.each(['TLS 1.2', 'TLS 1.3'] as const)(
  '[G10] RFC 8446 §6.2: an application ends a connection with a fatal alert of its own in %s',
  async (version) => {
    const both = await connectedPair({ client: { versions: [version] } });
    expect(() => both.server.connection.abort('user_canceled')).toThrow(MisuseError);
    both.server.use((connection) => connection.abort('access_denied'));
    await pump(both);
    expect(both.server.outputs.at(-1)).toEqual({ type: 'closed' });
    expect(both.client.error).toMatchObject({ code: 'peer_alert', alert: 'access_denied' });
    both.server.use((connection) => connection.abort('access_denied'));
    expect(both.server.outputs.at(-1)).toEqual({ type: 'closed' });
  },
);

test.each([
  ['[G11] RFC 2246 §7.2.2', 'export_restriction', 60],
  ['[F17] [G12] RFC 6066 §5', 'certificate_unobtainable', 111],
  ['[F17] [G12] RFC 6066 §5', 'bad_certificate_hash_value', 114],
] as const)('%s: %s, which only an application can mean, is sent and understood', async (_rule, alert, number) => {
  const heard: number[] = [];
  const observer = { alert: ({ description }: AlertEvent) => void heard.push(description) };
  const both = await connectedPair({ client: { versions: ['TLS 1.2'], observer } });
  both.server.use((connection) => connection.abort(alert));
  await pump(both);
  expect(heard).toEqual([number]);
  expect(both.client.error).toMatchObject({ code: 'peer_alert', alert });
});
