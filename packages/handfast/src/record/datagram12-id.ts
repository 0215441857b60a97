/** Records of DTLS 1.2 that name their connection: the real content type hides inside. RFC 9146 §4, §5.3 */

import { type Awaitable, whenReady } from '../base/awaitable.ts';
import { concat } from '../base/bytes.ts';
import { MisuseError, ProtocolError } from '../base/errors.ts';
import { contentTypes } from '../registry/content-types.ts';
import { unwrap } from './aead-xor.ts';
import { putUint } from './datagram-header.ts';
import { type PlainRecord, type RecordProtector } from './protector.ts';

/** The same protection for records that carry an ID, which must not be empty. Throws `MisuseError` without an AEAD. */
export function withConnectionId(protector: RecordProtector, version: number, id: Uint8Array): RecordProtector {
  const { beneath } = protector;
  if (beneath === undefined) throw new MisuseError('connection IDs need a cipher suite with an AEAD');
  const headerLength = 13 + id.length;
  return {
    ...protector,
    hidesType: true,
    sealedLength: (length, padding) => headerLength + length + 1 + padding + beneath.overhead,
    seal(sequence, { type, data }, _padding, output) {
      const fragment = output.subarray(headerLength);
      const inner = new Uint8Array(fragment.length - beneath.overhead);
      inner.set(data);
      inner[data.length] = type;
      output.set(header(version, sequence, id, fragment.length));
      return beneath.seal(sequence, additionalData(version, sequence, id, inner.length), inner, fragment);
    },
    open(sequence, _header, fragment): Awaitable<PlainRecord> {
      const length = fragment.length - beneath.overhead;
      if (length < 1) throw new ProtocolError('bad_record');
      return whenReady(beneath.open(sequence, additionalData(version, sequence, id, length), fragment), unwrap);
    },
  };
}

function header(version: number, sequence: number, id: Uint8Array, length: number): Uint8Array {
  const bytes = new Uint8Array(13 + id.length);
  bytes[0] = contentTypes.tls12_cid;
  putUint(bytes, 1, 2, version);
  putUint(bytes, 3, 8, sequence);
  bytes.set(id, 11);
  putUint(bytes, 11 + id.length, 2, length);
  return bytes;
}

/** `seq_num_placeholder + tls12_cid + cid_length + tls12_cid + version + epoch + sequence_number + cid + length` */
function additionalData(version: number, sequence: number, id: Uint8Array, length: number): Uint8Array {
  const placeholder = new Uint8Array(8).fill(0xff);
  return concat(placeholder, Uint8Array.of(contentTypes.tls12_cid, id.length), header(version, sequence, id, length));
}
