import { expect, test } from 'vitest';
import { equalBytes, utf8 } from '../../base/bytes.ts';
import { ProtocolError } from '../../base/errors.ts';
import type { HandshakeIo } from '../../handshake/io.ts';
import { heardId } from '../../handshake/negotiate/connection-id.ts';
import { heardSrtp } from '../../handshake/negotiate/srtp.ts';
import type { Settings } from '../../handshake/settings.ts';
import { legacy } from '../../legacy/index.ts';
import { contentTypes } from '../../registry/content-types.ts';
import { srtpProfiles } from '../../registry/srtp-profiles.ts';
import { srtpKeys } from './srtp-keys.ts';
import { lossyPairs } from './testing/lossy-pair.ts';

for (const version of ['DTLS 1.2', 'DTLS 1.3'] as const) {
  const versions = [version] as const;

  test(`[L12] RFC 5764 §4.2: ${version} makes the same keys for media on both sides`, () => {
    const { client, server, network } = lossyPairs({
      client: { versions, datagrams: { srtpProfiles: ['SRTP_AES128_CM_HMAC_SHA1_80', 'SRTP_AEAD_AES_128_GCM'] } },
      server: { datagrams: { srtpProfiles: ['SRTP_AEAD_AES_128_GCM'] } },
    })({ seed: 1 });
    network.run();
    expect(client.info?.srtpProfile).toBe('SRTP_AEAD_AES_128_GCM');
    const ours = srtpKeys(client.connection, client.info ?? { srtpProfile: undefined });
    expect(srtpKeys(server.connection, server.info ?? { srtpProfile: undefined })).toEqual(ours);
    expect([ours.client.key.length, ours.server.salt.length]).toEqual([16, 12]);
    expect(equalBytes(ours.client.key, ours.server.key)).toBe(false);
  });

  test(`RFC 5764 §4.1.1: without a profile in common ${version} makes no keys for media`, () => {
    const { client, network } = lossyPairs({
      client: { versions, datagrams: { srtpProfiles: ['SRTP_AES128_CM_HMAC_SHA1_80'] } },
    })({ seed: 1 });
    network.run();
    expect(client.info?.srtpProfile).toBeUndefined();
  });

  test.each([
    [8, 4],
    [0, 8],
    [5, 0],
    [0, 0],
  ])(`RFC 9146 §3, RFC 9147 §9: connection IDs of ${version}, %i and %i bytes long`, (ours, theirs) => {
    const seen: Uint8Array[] = [];
    const { client, server, network } = lossyPairs({
      client: { versions, datagrams: { connectionIdLength: ours } },
      server: { datagrams: { connectionIdLength: theirs } },
    })({ seed: 1, drop: 0.1, duplicate: 0.1, jitter: 40 });
    network.run();
    network.conditions = {};
    network.onDatagram = (bytes) => seen.push(Uint8Array.from(bytes));
    client.use((connection) => connection.write(utf8('to the server')));
    server.use((connection) => connection.write(utf8('to the client')));
    network.run();
    expect([client.error, server.error]).toEqual([undefined, undefined]);
    expect([client.data, server.data]).toEqual([[utf8('to the client')], [utf8('to the server')]]);
    expect([client.info?.connectionId?.length, server.info?.connectionId?.length]).toEqual([ours, theirs]);
    const marked = (bytes: Uint8Array = new Uint8Array(1)): boolean =>
      bytes[0] === contentTypes.tls12_cid || ((bytes[0] as number) & 0xf0) === 0x30;
    expect(seen.map(marked)).toEqual([theirs > 0, ours > 0]);
    const [first = new Uint8Array(0)] = seen;
    const nameless = Uint8Array.from(first);
    nameless[version === 'DTLS 1.2' ? 11 : 1] = (nameless[version === 'DTLS 1.2' ? 11 : 1] as number) ^ 1;
    server.receive(nameless);
    expect(server.data).toHaveLength(1);
  });
}

test('RFC 9146 §3: who wants no connection ID gets none', () => {
  const { client, server, network } = lossyPairs({ client: { datagrams: { connectionIdLength: 4 } } })({ seed: 1 });
  network.run();
  expect([client.info?.connectionId, server.info?.connectionId]).toEqual([undefined, undefined]);
});

test('RFC 9146 §5: without an AEAD nobody gets a connection ID, and a client takes none', () => {
  const datagrams = { connectionIdLength: 4 };
  const old = legacy({ versions: ['DTLS 1.0'] });
  const { client, server, network } = lossyPairs({
    client: { versions: [], legacy: old, datagrams },
    server: { versions: [], legacy: old, datagrams },
  })({ seed: 1 });
  network.run();
  expect([client.info?.version, client.info?.connectionId]).toEqual(['DTLS 1.0', undefined]);
  expect([server.info?.connectionId, server.error]).toEqual([undefined, undefined]);
  const connection_id = new Uint8Array(4);
  const hear = () => heardId({} as HandshakeIo, { connection_id }, { connection_id }, { mac: 'sha1' });
  expect(hear).toThrow(expect.objectContaining({ code: 'unsolicited_extension' }));
});

test('RFC 5764 §4.1.1: unoffered_srtp_profile is the answer to what nobody asked for', () => {
  const settings = { srtpProfiles: srtpProfiles.slice(0, 1) } as unknown as Settings;
  const io = { protectMedia: () => undefined } as unknown as HandshakeIo;
  const none = new Uint8Array(0);
  for (const use_srtp of [
    { profiles: [2], mki: none },
    { profiles: [7, 8], mki: none },
    { profiles: [7], mki: Uint8Array.of(1) },
  ]) {
    expect(() => heardSrtp(io, settings, { use_srtp })).toThrow(ProtocolError);
    expect(() => heardSrtp(io, settings, { use_srtp })).toThrow(
      expect.objectContaining({ code: 'unoffered_srtp_profile' }),
    );
  }
});
