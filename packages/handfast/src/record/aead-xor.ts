/** The protection of TLS 1.3: the content type hides inside, the nonce is the IV xor the sequence. RFC 8446 §5.2 */

import { isPromise } from '../base/awaitable.ts';
import { copyOf } from '../base/bytes.ts';
import { ProtocolError } from '../base/errors.ts';
import type { Aead } from '../crypto/provider.ts';
import { maxPlaintext, type PlainRecord, putHeader, type RecordProtector, recordHeader } from './protector.ts';

/** Protects records with one key. `iv` is 12 bytes long; `recordLimit` is how many records the key may protect. */
export function aeadXor(aead: Aead, iv: Uint8Array, recordLimit: number): RecordProtector {
  const sealedLength = (length: number, padding: number): number =>
    recordHeader + length + 1 + padding + aead.tagLength;
  return {
    encrypts: true,
    hidesType: true,
    maxFragment: maxPlaintext + 256,
    recordLimit,
    sealedLength,
    seal(sequence, { type, data }, padding, output) {
      const inner = scratch.subarray(0, data.length + 1 + padding);
      inner.set(data);
      inner[data.length] = type;
      inner.fill(0, data.length + 1);
      putHeader(output, applicationData, legacyRecordVersion, output.length - recordHeader);
      const header = output.subarray(0, recordHeader);
      return aead.seal(xorNonce(iv, sequence), header, inner, output.subarray(recordHeader));
    },
    open(sequence, header, fragment) {
      if (header[0] !== applicationData) throw new ProtocolError('bad_content_type', { type: header[0] });
      // The version is ignored in the clear alone: here it "is always 0x0303". RFC 8446 §5.2
      if (header[1] !== 3 || header[2] !== 3)
        throw new ProtocolError('bad_record_version', { version: `${header[1]}.${header[2]}` });
      if (fragment.length < aead.tagLength) throw new ProtocolError('bad_record');
      const inner = aead.open(xorNonce(iv, sequence), header, fragment);
      return isPromise(inner) ? inner.then(unwrap) : unwrap(inner);
    },
  };
}

/** The IV xor the sequence number, padded to the left. RFC 8446 §5.3, RFC 7905 §2 */
export function xorNonce(iv: Uint8Array, sequence: number): Uint8Array {
  const value = copyOf(iv);
  for (let at = 11, rest = sequence; rest > 0; at--, rest = Math.floor(rest / 256)) {
    value[at] = (value[at] as number) ^ (rest % 256);
  }
  return value;
}

/** `struct { opaque content[]; ContentType type; uint8 zeros[]; } TLSInnerPlaintext` */
export function unwrap(inner: Uint8Array | undefined): PlainRecord {
  if (inner === undefined) throw new ProtocolError('bad_record');
  if (inner.length > maxPlaintext + 1) throw new ProtocolError('record_overflow', { length: inner.length });
  let last = inner.length - 1;
  while (last >= 0 && inner[last] === 0) last--;
  if (last < 0) throw new ProtocolError('no_content_type');
  return { type: inner[last] as number, data: inner.subarray(0, last) };
}

const applicationData = 23;
const legacyRecordVersion = 0x0303;

/** Content, type and padding side by side for one call; providers keep nothing of what they are handed. */
const scratch = new Uint8Array(maxPlaintext + 1);
