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
  /** A registered one, or the number of one that both sides have agreed on: 16,384 to 65,535. RFC 8879 §7.3 */
  readonly algorithm: keyof typeof algorithmIds | number;
  /** `undefined` when it is better sent as it is. */
  compress(message: Uint8Array): Awaitable<Uint8Array | undefined>;
  /** Exactly so many bytes; `undefined` when it would be more, or fewer, or is no such format. It must not make more. */
  decompress(packed: Uint8Array, length: number): Awaitable<Uint8Array | undefined>;
}

/** RFC 8879 §7.3 */
const algorithmIds = { zlib: 1, brotli: 2, zstd: 3 } as const;

/** How an algorithm is called on the wire. */
const idOf = ({ algorithm }: CertificateCompressor): number =>
  typeof algorithm === 'number' ? algorithm : algorithmIds[algorithm];

/** The compress_certificate extension, if we can unpack anything. */
export const offeredCompression = ({ compressors }: Settings) =>
  compressors.length === 0 ? {} : { compress_certificate: compressors.map(idOf) };

/** Sends a Certificate, packed with the first of our algorithms that the peer names, if that finds it worth while. */
export function* sendCertificate(
  io: HandshakeIo,
  { compressors }: Settings,
  body: Certificate13,
  accepted: readonly number[] = [],
): Flow<void> {
  const compressor = compressors.find((one) => accepted.includes(idOf(one)));
  if (compressor === undefined) return io.send(messages13, 'Certificate', body);
  const message = encode(CertificateMessage, body);
  const packed = yield* job(compressor.compress(message));
  if (packed === undefined) return io.send(messages13, 'Certificate', body);
  io.send(messages13, 'CompressedCertificate', {
    algorithm: idOf(compressor),
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
  const compressor = compressors.find((one) => idOf(one) === algorithm);
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
