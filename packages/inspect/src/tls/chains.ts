/** The certificates in a Certificate message of any form. RFC 5246 §7.4.2, RFC 8446 §4.4.2, RFC 8879 §4 */

import { Inflater } from 'handfast/record';
import { CompressedCertificate, decode, messages13, messagesClassic } from 'handfast/wire';

/** Up to TLS 1.2. Throws when it is malformed, as the others do. */
export const chainClassic = (body: Uint8Array): readonly Uint8Array[] =>
  decode(messagesClassic.Certificate.body, body).certificateList;

/** In TLS 1.3. */
export const chain13 = (body: Uint8Array): readonly Uint8Array[] =>
  decode(messages13.Certificate.body, body).certificateList.map(({ certData }) => certData);

/** What was packed with zlib; nothing for other algorithms, which are not unpacked here. */
export function unpackedChain(body: Uint8Array): readonly Uint8Array[] {
  const { algorithm, compressedCertificateMessage, uncompressedLength } = decode(CompressedCertificate, body);
  if (algorithm !== zlib) return [];
  // A stream of records never ends; this one does, with a checksum that its length makes up for.
  const message = new Inflater().inflate(compressedCertificateMessage.subarray(0, -checksumLength));
  return message.length === uncompressedLength ? chain13(message) : [];
}

const zlib = 1;
const checksumLength = 4;
