/** No protection: how every connection starts. RFC 8446 §5.1 */

import { copyOf } from '../base/bytes.ts';
import { maxPlaintext, putHeader, type RecordProtector, recordHeader } from './protector.ts';

/** Records as they are, with this version in their header. `keep` makes content outlive the caller's memory, if that is needed. */
export const unprotected = (version: number, keep = copyOf): RecordProtector => ({
  encrypts: false,
  hidesType: false,
  maxFragment: maxPlaintext,
  recordLimit: Number.POSITIVE_INFINITY,
  sealedLength: (length) => recordHeader + length,
  seal(_sequence, { type, data }, _padding, output) {
    putHeader(output, type, version, data.length);
    output.set(data, recordHeader);
  },
  // Content that is not decrypted still lies in the caller's memory.
  open: (_sequence, header, fragment) => ({ type: header[0] as number, data: keep(fragment) }),
});
