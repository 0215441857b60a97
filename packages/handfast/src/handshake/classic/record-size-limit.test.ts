import { expect, test } from 'vitest';
import type { ProtocolError } from '../../base/errors.ts';
import { ClassicPeer } from '../../engine/testing/classic-peer.ts';
import { classicExtensions, classicServerScript } from '../../engine/testing/classic-script.ts';
import { converse } from '../../engine/testing/converse.ts';
import { serverCredential } from '../../engine/testing/fixtures.ts';
import { clientEnd, connectedPair } from '../../engine/testing/pair.ts';
import { data } from '../../engine/testing/script.ts';
import { versionNamed } from '../../registry/versions.ts';
import type { HandshakeIo } from '../io.ts';
import type { ServerSettings } from '../settings.ts';
import { sendServerHello } from './server-hello.ts';

/** What TLS 1.2 adds to content: the explicit part of a nonce, and a tag. RFC 5288 §3 */
const overhead = 24;

function lengthsIn(flight: Uint8Array): readonly number[] {
  const lengths = [];
  for (let at = 0; at < flight.length; at += 5 + (lengths.at(-1) as number)) {
    lengths.push((flight[at + 3] as number) * 256 + (flight[at + 4] as number));
  }
  return lengths;
}

test('RFC 8449 §4: in TLS 1.2 a record holds as much content as the other side takes, and no byte more', async () => {
  const versions = ['TLS 1.2'] as const;
  const cipherSuites = ['TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256'] as const;
  const { client, server } = await connectedPair({
    client: { versions, cipherSuites, recordSizeLimit: 700 },
    server: { versions, recordSizeLimit: 600 },
  });
  server.use((connection) => connection.write(new Uint8Array(1400)));
  client.use((connection) => connection.write(new Uint8Array(1200)));
  expect(lengthsIn(server.send())).toEqual([700 + overhead, 700 + overhead]);
  expect(lengthsIn(client.send())).toEqual([600 + overhead, 600 + overhead]);
});

test('RFC 8449 §4: a server of TLS 1.2 takes no longer records than it says', () => {
  const limits: unknown[] = [];
  const io = { limitRecords: (limit: unknown) => limits.push(limit), send: () => undefined } as unknown as HandshakeIo;
  const settings = { recordSizeLimit: 600, srtpProfiles: [] } as unknown as ServerSettings;
  const offered = { extensions: { record_size_limit: 700 } };
  const opening = { offered, version: versionNamed('TLS 1.2') } as unknown as Parameters<typeof sendServerHello>[2];
  const agreed = { suite: { id: 0, mac: 'aead' }, randoms: {} } as unknown as Parameters<typeof sendServerHello>[3];
  sendServerHello(io, settings, opening, agreed, { sessionId: new Uint8Array(0), ticket: false });
  // One more than content, as if there were a type inside, which there is from TLS 1.3 on.
  expect(limits).toEqual([{ sent: 701, received: 601 }]);
});

test('RFC 8449 §4: a client of TLS 1.2 takes records as long as it says, and no longer', async () => {
  for (const [length, code] of [
    [600, undefined],
    [601, 'record_overflow'],
  ] as const) {
    const subject = clientEnd({ versions: ['TLS 1.2'], recordSizeLimit: 600 });
    const peer = new ClassicPeer('server', serverCredential);
    const answers = classicExtensions('ServerHello', { record_size_limit: 700 });
    await converse(subject, peer, [...answers(classicServerScript()), data(new Uint8Array(length))]);
    expect((subject.error as ProtocolError | undefined)?.code).toBe(code);
    expect(subject.data).toHaveLength(code === undefined ? length : 0);
  }
});
