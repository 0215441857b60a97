/** ChaCha20-Poly1305 as it was before RFC 7905: the nonce is the bare sequence number. draft-agl-tls-chacha20poly1305-04 §5 */

import { type Awaitable, whenReady } from '../base/awaitable.ts';
import { ProtocolError } from '../base/errors.ts';
import type { Aead } from '../crypto/provider.ts';
import { additionalData } from './aead-explicit.ts';
import { mostRecords } from './fragment-protection.ts';
import { maxPlaintext, type PlainRecord, putHeader, type RecordProtector, recordHeader } from './protector.ts';

/** Protects records with one key; there is no IV. */
export function aeadDraft(aead: Aead, version: number, mostContent: number): RecordProtector {
  return {
    encrypts: true,
    hidesType: false,
    maxFragment: maxPlaintext + 2048,
    recordLimit: mostRecords,
    sealedLength: (length) => recordHeader + length + aead.tagLength,
    seal(sequence, { type, data }, _padding, output) {
      putHeader(output, type, version, output.length - recordHeader);
      const additional = additionalData(sequence, type, version, data.length);
      return aead.seal(additional.subarray(0, 8), additional, data, output.subarray(recordHeader));
    },
    open(sequence, header, fragment): Awaitable<PlainRecord> {
      const type = header[0] as number;
      const length = fragment.length - aead.tagLength;
      if (length < 0 || (header[1] as number) * 256 + (header[2] as number) !== version) {
        throw new ProtocolError('bad_record');
      }
      const additional = additionalData(sequence, type, version, length);
      return whenReady(aead.open(additional.subarray(0, 8), additional, fragment), (data) => {
        if (data === undefined) throw new ProtocolError('bad_record');
        if (data.length > mostContent) throw new ProtocolError('record_overflow', { length: data.length });
        return { type, data };
      });
    },
  };
}
