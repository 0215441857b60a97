import { deflateSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { converse, expectRefused } from '../engine/testing/converse.ts';
import { credential } from '../engine/testing/fixtures.ts';
import { type PairOptions, pair, pump } from '../engine/testing/pair.ts';
import { replaced, say } from '../engine/testing/script.ts';
import { stage } from '../engine/testing/subjects.ts';
import type { CertificateCompressor } from '../handshake/tls13/compression.ts';
import { encode } from '../wire/codec.ts';
import { Certificate13 } from '../wire/messages/certificate13.ts';
import { certificateCompression } from './certificate-compression.ts';

const all = certificateCompression();
const names = Array.from({ length: 40 }, (_, i) => `server-${i}.test`).concat('server.test');
const chain = await credential({ names });
const meet = async (options: PairOptions) => {
  const both = pair(options);
  await pump(both);
  expect(both.client.error ?? both.server.error).toBeUndefined();
  return both;
};
const versions = ['TLS 1.3'] as const;

describe('RFC 8879: certificates that are packed', () => {
  test.each(all.map((one) => [one.algorithm, one] as const))('by %s, on both sides', async (_name, compressor) => {
    const certificateCompression = [compressor];
    const { client, server } = await meet({
      client: { versions, certificateCompression, credentials: [chain] },
      server: { certificateCompression, credentials: [chain], clientAuthentication: 'require' },
    });
    expect(client.messages.filter((message) => message.endsWith('CompressedCertificate'))).toHaveLength(2);
    expect(server.info?.peer?.chain).toHaveLength(1);
  });

  test('only where both sides can', async () => {
    const some = (...names: readonly CertificateCompressor['algorithm'][]) =>
      all.filter(({ algorithm }) => names.includes(algorithm));
    const unlike = [
      [all, []],
      [[], all],
      [some('brotli'), some('zlib')],
    ] as const;
    for (const [ours, theirs] of unlike) {
      const { client } = await meet({
        client: { versions, certificateCompression: ours },
        server: { certificateCompression: theirs, credentials: [chain] },
      });
      expect(client.messages).toContain('< Certificate');
    }
  });

  test('only where that makes them shorter', async () => {
    const noise = Uint8Array.from({ length: 300 }, (_, i) => (i * i * 137) >> 3);
    for (const { compress } of all) {
      expect(compress(noise)).toBeUndefined();
      expect(compress(new Uint8Array(300))).toBeInstanceOf(Uint8Array);
    }
    const { client } = await meet({
      client: { versions, certificateCompression: all },
      server: {
        certificateCompression: [{ algorithm: 'zlib', compress: () => undefined, decompress: () => undefined }],
      },
    });
    expect(client.messages).toContain('< Certificate');
  });

  test('RFC 8879 §7.3: by an algorithm of our own, with a number for experiments', async () => {
    const own: CertificateCompressor = {
      algorithm: 0x4001,
      compress: (bytes) => bytes.map((byte) => byte ^ 0xff),
      decompress: (bytes) => bytes.map((byte) => byte ^ 0xff),
    };
    const { client } = await meet({
      client: { versions, certificateCompression: [own] },
      server: { certificateCompression: [own], credentials: [chain] },
    });
    expect(client.messages).toContain('< CompressedCertificate');
    const registered = () => pair({ client: { certificateCompression: [{ ...own, algorithm: 2 }] } });
    expect(registered).toThrow(/whole number from 16384 to 65535/);
  });
});

describe('RFC 8879 §4: a client refuses', () => {
  const message = encode(Certificate13, { certificateRequestContext: new Uint8Array(0), certificateList: [] });
  const packed = (bytes: Uint8Array, uncompressedLength: number, algorithm = 1) => ({
    algorithm,
    uncompressedLength,
    compressedCertificateMessage: new Uint8Array(bytes),
  });
  const bomb = deflateSync(new Uint8Array(64 * 1024 * 1024));
  const cases = [
    ['a bomb', packed(bomb, 1000), 'bad_compressed_certificate'],
    ['what says that it is too long', packed(bomb, 2 ** 24 - 1), 'bad_compressed_certificate'],
    ['what is shorter than it says', packed(deflateSync(message), message.length + 1), 'bad_compressed_certificate'],
    ['what is longer than it says', packed(deflateSync(message), message.length - 1), 'bad_compressed_certificate'],
    ['what is empty', packed(deflateSync(new Uint8Array(0)), 0), 'truncated'],
    ['what is packed in no such way', packed(message, message.length), 'bad_compressed_certificate'],
    ['an algorithm that it did not offer', packed(deflateSync(message), message.length, 99), 'unoffered_compression'],
  ] as const;
  test.each(cases)('%s', async (_what, body, code) => {
    const { subject, peer, script } = stage('client', {}, { client: { certificateCompression: all } });
    await converse(
      subject,
      peer,
      replaced(
        script,
        'Certificate',
        say('CompressedCertificate', () => body),
      ),
    );
    expectRefused(subject, peer, code);
  });

  test('packed certificates that it did not ask for', async () => {
    const { subject, peer, script } = stage('client');
    const at = script.findIndex((step) => step.name === 'Certificate');
    const body = packed(deflateSync(message), message.length);
    await converse(subject, peer, [...script.slice(0, at), say('CompressedCertificate', () => body)]);
    expectRefused(subject, peer, 'unexpected_message');
  });
});
