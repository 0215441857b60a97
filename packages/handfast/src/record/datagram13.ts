/** Records of DTLS 1.3: those of TLS 1.3 behind a header of a few bytes, with encrypted sequence numbers. RFC 9147 §4 */

import { isPromise, whenReady } from '../base/awaitable.ts';
import { ProtocolError } from '../base/errors.ts';
import type { Aead, SequenceMask } from '../crypto/provider.ts';
import { unwrap, xorNonce } from './aead-xor.ts';
import { epochBits, hasId, hasLength, hasLongSequence, putUint, unified } from './datagram-header.ts';
import { maxPlaintext, type RecordProtector } from './protector.ts';

export interface Keys13 {
  readonly aead: Aead;
  readonly iv: Uint8Array;
  readonly mask: SequenceMask;
  readonly recordLimit: number;
  readonly forgeryLimit: number | undefined;
}

/**
 * Protects records with one key. The sequence number holds the low bits of the epoch too: `epoch * 2^48 + number`.
 * `connectionId` is asked for each record: the peer may want to be called otherwise.
 */
export function datagram13(
  { aead, iv, mask, recordLimit, forgeryLimit }: Keys13,
  connectionId: () => Uint8Array,
): RecordProtector {
  const headerLength = (): number => 1 + connectionId().length + 4;
  return {
    encrypts: true,
    hidesType: true,
    maxFragment: maxPlaintext + 256,
    recordLimit,
    forgeryLimit,
    sequenceMask: mask,
    // At least 16 bytes of ciphertext, from which the mask is made. RFC 9147 §4.2.3
    sealedLength: (length, padding) => headerLength() + Math.max(length + 1 + padding + aead.tagLength, sampleLength),
    seal(sequence, { type, data }, _padding, output) {
      const id = connectionId();
      const size = 1 + id.length + 4;
      const number = sequence % 2 ** 48;
      const epoch = Math.floor(sequence / 2 ** 48) & epochBits;
      output[0] = unified | (id.length > 0 ? hasId : 0) | hasLongSequence | hasLength | epoch;
      output.set(id, 1);
      putUint(output, 1 + id.length, 2, number % 2 ** 16);
      putUint(output, 3 + id.length, 2, output.length - size);
      const inner = new Uint8Array(output.length - size - aead.tagLength);
      inner.set(data);
      inner[data.length] = type;
      const ciphertext = output.subarray(size);
      const sealed = aead.seal(xorNonce(iv, number), output.slice(0, size), inner, ciphertext);
      return whenReady(sealed, () => encryptNumber(output, 1 + id.length, mask(ciphertext.subarray(0, sampleLength))));
    },
    open(sequence, header, fragment) {
      if (fragment.length < aead.tagLength) throw new ProtocolError('bad_record');
      const inner = aead.open(xorNonce(iv, sequence % 2 ** 48), header, fragment);
      return isPromise(inner) ? inner.then(unwrap) : unwrap(inner);
    },
  };
}

/** RFC 9147 §4.2.3: the sequence number xor the first bytes of the mask. */
function encryptNumber(record: Uint8Array, at: number, mask: Uint8Array): void {
  record[at] = (record[at] as number) ^ (mask[0] as number);
  record[at + 1] = (record[at + 1] as number) ^ (mask[1] as number);
}

/** How many bytes of the ciphertext make the mask. */
export const sampleLength = 16;
