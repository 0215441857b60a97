/** Pieces of handshake messages, as they travel in datagrams. RFC 6347 §4.2.2, RFC 9147 §5.2 */

import { ProtocolError } from '../../base/errors.ts';
import { putUint, uint } from '../../record/datagram-header.ts';

export interface Fragment {
  readonly type: number;
  /** Of the whole message, without a header. */
  readonly length: number;
  /** The number of the message in its direction. */
  readonly sequence: number;
  /** Where the piece begins in the message. */
  readonly offset: number;
  readonly data: Uint8Array;
}

/** Length in bytes of the header in front of each piece. */
export const fragmentHeader = 12;

/** The pieces in one record. Throws `bad_fragment`. */
export function fragmentsIn(content: Uint8Array): readonly Fragment[] {
  const fragments: Fragment[] = [];
  for (let at = 0; at < content.length; ) {
    if (content.length < at + fragmentHeader) throw new ProtocolError('bad_fragment', { why: 'its header is cut off' });
    const length = uint(content, at + 1, 3);
    const offset = uint(content, at + 6, 3);
    const end = at + fragmentHeader + uint(content, at + 9, 3);
    const data = content.subarray(at + fragmentHeader, end);
    if (end > content.length || offset + data.length > length) {
      throw new ProtocolError('bad_fragment', { why: 'it reaches beyond its message' });
    }
    fragments.push({ type: content[at] as number, length, sequence: uint(content, at + 4, 2), offset, data });
    at = end;
  }
  return fragments;
}

/** The same for a record that anybody may have sent: none, where something is wrong with it. */
export function fragmentsThere(content: Uint8Array): readonly Fragment[] {
  try {
    return fragmentsIn(content);
  } catch {
    return [];
  }
}

/** `HandshakeType msg_type; uint24 length; uint16 message_seq; uint24 fragment_offset; uint24 fragment_length; body` */
export function encodeFragment({ type, length, sequence, offset, data }: Fragment): Uint8Array {
  const bytes = new Uint8Array(fragmentHeader + data.length);
  bytes[0] = type;
  putUint(bytes, 1, 3, length);
  putUint(bytes, 4, 2, sequence);
  putUint(bytes, 6, 3, offset);
  putUint(bytes, 9, 3, data.length);
  bytes.set(data, fragmentHeader);
  return bytes;
}
