/** Certificate messages, packed where both sides can. RFC 8879 */

import { type Awaitable, job } from '../../base/awaitable.ts';
import { ProtocolError } from '../../base/errors.ts';
import { decode, encode } from '../../wire/codec.ts';
import type { Certificate13 } from '../../wire/messages/certificate13.ts';
import { Certificate13 as CertificateMessage } from '../../wire/messages/certificate13.ts';
import type { CompressedCertificate } from '../../wire/messages/compressed-certificate.ts';
import { messages13 } from '../../wire/messages13.ts';
import type { Flow } from '../flow.ts';
import type { HandshakeIo } from '../io.ts';
import type { Settings } from '../settings.ts';
import { expect13 } from './expect.ts';

/** What packs and unpacks. Equal input may give equal output that was kept: servers always send the same. */
export interface CertificateCompressor {
  readonly algorithm: keyof typeof algorithmIds;
  compress(message: Uint8Array): Awaitable<Uint8Array>;
  /** Exactly so many bytes; `undefined` when it would be more, or fewer, or is no such format. It must not make more. */
  decompress(packed: Uint8Array, length: number): Awaitable<Uint8Array | undefined>;
}

/** RFC 8879 §7.3 */
const algorithmIds = { zlib: 1, brotli: 2, zstd: 3 } as const;

/** The compress_certificate extension, if we can unpack anything. */
export const offeredCompression = ({ compressors }: Settings) =>
  compressors.length === 0 ? {} : { compress_certificate: compressors.map(({ algorithm }) => algorithmIds[algorithm]) };

/** Sends a Certificate, packed with the first of our algorithms that the peer names, if that makes it shorter. */
export function* sendCertificate(
  io: HandshakeIo,
  { compressors }: Settings,
  body: Certificate13,
  accepted: readonly number[] = [],
): Flow<void> {
  const compressor = compressors.find(({ algorithm }) => accepted.includes(algorithmIds[algorithm]));
  if (compressor === undefined) return io.send(messages13, 'Certificate', body);
  const message = encode(CertificateMessage, body);
  const packed = yield* job(compressor.compress(message));
  if (packed.length >= message.length) return io.send(messages13, 'Certificate', body);
  io.send(messages13, 'CompressedCertificate', {
    algorithm: algorithmIds[compressor.algorithm],
    uncompressedLength: message.length,
    compressedCertificateMessage: packed,
  });
}

/** What may come where a Certificate is due: it may be packed only if we said that we can unpack it. */
export const certificateMessages = ({ compressors }: Settings) =>
  compressors.length === 0 ? (['Certificate'] as const) : (['Certificate', 'CompressedCertificate'] as const);

/** Waits for a Certificate. */
export function* expectCertificate(settings: Settings): Flow<Certificate13> {
  const next = yield* expect13(...certificateMessages(settings));
  return next.name === 'Certificate' ? next.body : yield* unpacked(settings, next.body);
}

/** Throws `unoffered_compression`, and `bad_compressed_certificate` for what is too long or not what it says. */
export function* unpacked(
  { compressors, longestMessage }: Settings,
  { algorithm, uncompressedLength, compressedCertificateMessage }: CompressedCertificate,
): Flow<Certificate13> {
  const compressor = compressors.find((one) => algorithmIds[one.algorithm] === algorithm);
  if (compressor === undefined) throw new ProtocolError('unoffered_compression', { algorithm });
  if (uncompressedLength > longestMessage) {
    throw new ProtocolError('bad_compressed_certificate', { length: uncompressedLength, limit: longestMessage });
  }
  const message = yield* job(compressor.decompress(compressedCertificateMessage, uncompressedLength));
  if (message?.length !== uncompressedLength) {
    throw new ProtocolError('bad_compressed_certificate', { algorithm: compressor.algorithm });
  }
  return decode(CertificateMessage, message);
}
