/** What a Certificate message of any form shows. RFC 5246 §7.4.2, RFC 8446 §4.4.2, RFC 7250 §3, RFC 8879 §4 */

import type { PublicKeyInfo } from 'handfast/crypto';
import { Inflater } from 'handfast/record';
import { certificateTypeIds } from 'handfast/registry';
import { CompressedCertificate, certificateClassicOf, decode, messages13 } from 'handfast/wire';
import { parseCertificate, parsePublicKey } from 'handfast/x509';
import type { CertificateUnpacker } from '../model.ts';

/** Certificates in DER, the sender's own first; or a bare SubjectPublicKeyInfo. */
export interface Shown {
  /** The number of its type: 0 for X.509, 2 for a raw public key. RFC 7250 §3 */
  readonly type: number;
  readonly items: readonly Uint8Array[];
}

export const nothingShown: Shown = { type: 0, items: [] };

/** Up to TLS 1.2. Throws when it is malformed, as the others do. */
export function shownClassic(body: Uint8Array, type: number): Shown {
  const form = type === certificateTypeIds.RawPublicKey ? 'RawPublicKey' : 'X509';
  return { type, items: decode(certificateClassicOf(form), body).certificateList };
}

/** In TLS 1.3. */
export const shown13 = (body: Uint8Array, type: number): Shown => ({
  type,
  items: decode(messages13.Certificate.body, body).certificateList.map(({ certData }) => certData),
});

/** The Certificate message in a packed one; `undefined` where nobody here can unpack it. */
export function unpacked(body: Uint8Array, unpackers: readonly CertificateUnpacker[]): Uint8Array | undefined {
  const { algorithm, compressedCertificateMessage: packed, uncompressedLength } = decode(CompressedCertificate, body);
  const own = unpackers.find((one) => one.algorithm === (algorithmNames[algorithm] ?? algorithm));
  const message = own?.decompress(packed, uncompressedLength) ?? (algorithm === 1 ? inflated(packed) : undefined);
  return message instanceof Uint8Array && message.length === uncompressedLength ? message : undefined;
}

/** RFC 8879 §7.3 */
const algorithmNames: Readonly<Record<number, string>> = { 1: 'zlib', 2: 'brotli', 3: 'zstd' };

/** A stream of records never ends; this one does, with a checksum that its length makes up for. */
function inflated(packed: Uint8Array): Uint8Array | undefined {
  try {
    return new Inflater().inflate(packed.subarray(0, -checksumLength));
  } catch {
    return undefined;
  }
}

const checksumLength = 4;

/** The key that proves who somebody is; `undefined` when nothing was shown, or nothing that can be read. */
export function keyOf({ type, items: [first] }: Shown): PublicKeyInfo | undefined {
  if (first === undefined) return undefined;
  try {
    const isRaw = type === certificateTypeIds.RawPublicKey;
    return (isRaw ? parsePublicKey(first) : parseCertificate(first).subjectPublicKeyInfo).key;
  } catch {
    return undefined;
  }
}
