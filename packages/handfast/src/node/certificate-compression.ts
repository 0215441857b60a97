/** Certificate compression with what Node brings along: brotli, zlib, and zstd from Node 22.15 on. RFC 8879 */

import { createHash } from 'node:crypto';
import zlib from 'node:zlib';
import type { CertificateCompressor } from '../handshake/tls13/compression.ts';

/** For the option of the same name, the best for certificates first. Each remembers what it packed lately. */
export function certificateCompression(): readonly CertificateCompressor[] {
  const { brotliCompressSync, brotliDecompressSync, deflateSync, inflateSync } = zlib;
  return [
    compressor('brotli', brotliCompressSync, brotliDecompressSync),
    ...zstd(),
    compressor('zlib', (bytes) => deflateSync(bytes, { level: 9 }), inflateSync),
  ];
}

type Unpack = (bytes: Uint8Array, options: { readonly maxOutputLength: number }) => Uint8Array;
type Pack = (bytes: Uint8Array) => Uint8Array;

function compressor(algorithm: CertificateCompressor['algorithm'], pack: Pack, unpack: Unpack): CertificateCompressor {
  return {
    algorithm,
    compress: remembering(pack),
    decompress(packed, length) {
      try {
        // Stops as soon as there is more: what promises little and holds much costs no memory.
        return new Uint8Array(unpack(packed, { maxOutputLength: Math.max(1, length) }));
      } catch {
        return undefined;
      }
    },
  };
}

/** Where Node has it: older types do not know of it. */
function zstd(): readonly CertificateCompressor[] {
  const { zstdCompressSync, zstdDecompressSync } = zlib as { zstdCompressSync?: Pack; zstdDecompressSync?: Unpack };
  return zstdCompressSync && zstdDecompressSync ? [compressor('zstd', zstdCompressSync, zstdDecompressSync)] : [];
}

/** A server shows the same few chains again and again, and packing them well is slow. */
function remembering(pack: Pack): CertificateCompressor['compress'] {
  const known = new Map<string, Uint8Array>();
  return (bytes) => {
    const key = createHash('sha256').update(bytes).digest('base64');
    const packed = known.get(key) ?? new Uint8Array(pack(bytes));
    known.set(key, packed);
    if (known.size > mostRemembered) known.delete(known.keys().next().value as string);
    return packed.length < bytes.length ? packed : undefined;
  };
}

const mostRemembered = 32;
