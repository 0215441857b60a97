import { expect, test } from 'vitest';
import { run, type Task } from '../../base/awaitable.ts';
import { encode } from '../../wire/codec.ts';
import { Certificate13 } from '../../wire/messages/certificate13.ts';
import type { Settings } from '../settings.ts';
import { type CertificateCompressor, offeredCompression, unpacked } from './compression.ts';

const named = (algorithm: CertificateCompressor['algorithm']): CertificateCompressor => ({
  algorithm,
  compress: (message) => message,
  decompress: () => undefined,
});

const message = encode(Certificate13, { certificateRequestContext: new Uint8Array(0), certificateList: [] });

test.each([
  [message.length, 1, undefined],
  [message.length - 1, 1, 'bad_compressed_certificate'],
  [message.length, 2, 'unoffered_compression'],
])('RFC 8879 §4: with room for %d bytes, algorithm %d ends in %s', (longestMessage, algorithm, code) => {
  const compressors: readonly CertificateCompressor[] = [{ ...named('zlib'), decompress: (packed) => packed }];
  const settings = { compressors, longestMessage } as unknown as Settings;
  const packed = { algorithm, uncompressedLength: message.length, compressedCertificateMessage: message };
  const unpack = (): unknown => run(unpacked(settings, packed) as Task<unknown>);
  if (code === undefined)
    expect(unpack()).toEqual({ certificateRequestContext: new Uint8Array(0), certificateList: [] });
  else expect(unpack).toThrow(expect.objectContaining({ code }));
});

test('RFC 8879 §7.3: algorithms have the numbers of the registry, or their own', () => {
  const compressors = (['zlib', 'brotli', 'zstd', 0xff01] as const).map(named);
  expect(offeredCompression({ compressors } as unknown as Settings)).toEqual({
    compress_certificate: [1, 2, 3, 0xff01],
  });
  expect(offeredCompression({ compressors: [] } as unknown as Settings)).toEqual({});
});
