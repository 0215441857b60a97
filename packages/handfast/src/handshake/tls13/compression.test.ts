import { expect, test } from 'vitest';
import type { Settings } from '../settings.ts';
import { type CertificateCompressor, offeredCompression } from './compression.ts';

const named = (algorithm: CertificateCompressor['algorithm']): CertificateCompressor => ({
  algorithm,
  compress: (message) => message,
  decompress: () => undefined,
});

test('RFC 8879 §7.3: algorithms have the numbers of the registry, or their own', () => {
  const compressors = (['zlib', 'brotli', 'zstd', 0xff01] as const).map(named);
  expect(offeredCompression({ compressors } as unknown as Settings)).toEqual({
    compress_certificate: [1, 2, 3, 0xff01],
  });
  expect(offeredCompression({ compressors: [] } as unknown as Settings)).toEqual({});
});
