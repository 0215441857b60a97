/** ACK: which records have been processed. A content type of its own, no handshake message. RFC 9147 §7 */

import { type Codec, type Infer, struct, vector } from '../codec.ts';

/** Numbers beyond what a connection reaches are told apart no more. */
const uint64: Codec<number> = {
  name: 'uint64',
  read: (input) => input.uint(2) * 2 ** 48 + input.uint(6),
  write(output, value) {
    output.uint(2, Math.floor(value / 2 ** 48));
    output.uint(6, value % 2 ** 48);
  },
};

/** A record by its epoch and its number therein. */
export const RecordNumber = struct('RecordNumber', { epoch: uint64, sequenceNumber: uint64 });
export type RecordNumber = Infer<typeof RecordNumber>;

export const Ack = struct('ACK', { recordNumbers: vector(2, RecordNumber) });
