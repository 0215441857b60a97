/** AEADs in TLS 1.2: the content type stands outside, and part of the nonce may travel. RFC 5246 §6.2.3.3 */

import { isPromise } from '../base/awaitable.ts';
import { concat } from '../base/bytes.ts';
import { ProtocolError } from '../base/errors.ts';
import type { Aead } from '../crypto/provider.ts';
import { xorNonce } from './aead-xor.ts';
import { putUint } from './datagram-header.ts';
import {
  type Beneath,
  maxPlaintext,
  type PlainRecord,
  putHeader,
  type RecordProtector,
  recordHeader,
} from './protector.ts';

/**
 * Protects records with one key. `iv` is what the key block gave: 4 bytes, and 8 more travel with each record (GCM in
 * RFC 5288 §3, CCM in RFC 6655 §3), or all 12, xor the sequence number (ChaCha20-Poly1305 in RFC 7905 §2). Compressed content may be longer than `mostContent` is by default.
 */
export function aeadExplicit(
  aead: Aead,
  iv: Uint8Array,
  version: number,
  recordLimit: number,
  mostContent: number = maxPlaintext,
): RecordProtector {
  const explicit = nonceLength - iv.length;
  const nonceFrom = (sequence: number, travelled: Uint8Array): Uint8Array =>
    explicit > 0 ? concat(iv, travelled) : xorNonce(iv, sequence);
  const beneath: Beneath = {
    overhead: explicit + aead.tagLength,
    seal(sequence, additional, plaintext, output) {
      // The sequence number never repeats under one key: the best nonce there is. RFC 5288 §3
      const travelled = output.subarray(0, explicit);
      putUint(travelled, 0, explicit, sequence);
      return aead.seal(nonceFrom(sequence, travelled), additional, plaintext, output.subarray(explicit));
    },
    open: (sequence, additional, fragment) =>
      aead.open(nonceFrom(sequence, fragment.subarray(0, explicit)), additional, fragment.subarray(explicit)),
  };
  return {
    beneath,
    encrypts: true,
    hidesType: false,
    maxFragment: maxPlaintext + 2048,
    recordLimit,
    sealedLength: (length) => recordHeader + explicit + length + aead.tagLength,
    seal(sequence, { type, data }, _padding, output) {
      putHeader(output, type, version, output.length - recordHeader);
      const additional = additionalData(sequence, type, version, data.length);
      return beneath.seal(sequence, additional, data, output.subarray(recordHeader));
    },
    open(sequence, header, fragment) {
      const type = header[0] as number;
      const length = fragment.length - explicit - aead.tagLength;
      if (length < 0 || (header[1] as number) * 256 + (header[2] as number) !== version) {
        throw new ProtocolError('bad_record');
      }
      const data = beneath.open(sequence, additionalData(sequence, type, version, length), fragment);
      return isPromise(data)
        ? data.then((opened) => checked(type, opened, mostContent))
        : checked(type, data, mostContent);
    },
  };
}

/** `seq_num + TLSCompressed.type + TLSCompressed.version + TLSCompressed.length` */
export function additionalData(sequence: number, type: number, version: number, length: number): Uint8Array {
  const data = new Uint8Array(13);
  for (let at = 7, rest = sequence; rest > 0; at--, rest = Math.floor(rest / 256)) data[at] = rest % 256;
  putHeader(data, type, version, length, 8);
  return data;
}

function checked(type: number, data: Uint8Array | undefined, mostContent: number): PlainRecord {
  if (data === undefined) throw new ProtocolError('bad_record');
  if (data.length > mostContent) throw new ProtocolError('record_overflow', { length: data.length });
  return { type, data };
}

const nonceLength = 12;
