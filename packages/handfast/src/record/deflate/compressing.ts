/** Records whose content is compressed before it is protected: what CRIME reads secrets from. RFC 3749 §2 */

import { whenReady } from '../../base/awaitable.ts';
import type { RecordProtector } from '../protector.ts';
import { Deflater } from './deflate.ts';
import { Inflater } from './inflate.ts';

/**
 * The protector of one direction with DEFLATE in front. It must let content through that is 1,024 bytes longer than
 * usual (RFC 5246 §6.2.2).
 */
export function compressing(protector: RecordProtector): RecordProtector {
  const deflater = new Deflater();
  const inflater = new Inflater();
  return {
    ...protector,
    compress: (content) => deflater.deflate(content),
    open: (sequence, header, fragment) =>
      whenReady(protector.open(sequence, header, fragment), ({ type, data }) => ({
        type,
        data: inflater.inflate(data),
      })),
  };
}
