/** What hides the sequence numbers of DTLS 1.3. RFC 9147 §4.2.3 */

import { createCipheriv } from 'node:crypto';
import type { AeadName } from '../../crypto/algorithms.ts';
import type { SequenceMask } from '../../crypto/provider.ts';
import { bare } from './bare.ts';

/** `undefined` for AEADs that DTLS 1.3 has no rule for. */
export function nodeSequenceMask(name: AeadName, key: Uint8Array): SequenceMask | undefined {
  if (name === 'chacha20-poly1305') {
    // Counter and nonce, as OpenSSL wants them: just as the sample has them.
    const stream = Uint8Array.from(key);
    return (sample) => bare(createCipheriv('chacha20', stream, sample).update(zeros));
  }
  if (!/^aes-(128|256)-(gcm|ccm)/.test(name)) return undefined;
  // Blocks in ECB mode know nothing of each other, so one cipher serves all records.
  const block = createCipheriv(`aes-${8 * key.length}-ecb`, key, null).setAutoPadding(false);
  return (sample) => bare(block.update(sample));
}

const zeros = new Uint8Array(16);
