/** A ClientHello in the form of SSL 2.0, from before there were records: how clients began that spoke everything. RFC 5246 §E.2 */

import { ProtocolError } from '../base/errors.ts';
import type { StreamReader } from '../record/stream-reader.ts';

/** The message without its header of two bytes; `undefined` until it is whole, `none` when something else begins here. */
export function readOldHello(reader: StreamReader): Uint8Array | 'none' | undefined {
  const [high, low, type] = reader.ahead;
  if (high === undefined) return undefined;
  if (high < 0x80) return 'none';
  if (low === undefined || type === undefined) return undefined;
  const length = (high & 0x7f) * 256 + low;
  if (type !== clientHello || length < shortest || length > longest) throw new ProtocolError('ssl2_hello');
  return reader.takeRaw(2 + length)?.subarray(2);
}

const clientHello = 1;
/** In bytes: nine of lengths and versions, one suite, and a challenge of sixteen. */
const shortest = 9 + 3 + 16;
const longest = 4096;
