/** How short keys had to be to leave the United States in the nineties. RFC 2246 §7.4.3, draft-ietf-tls-56-bit-ciphersuites §4 */

import { fromHex } from '../base/bytes.ts';
import type { NegotiableSuite } from '../registry/cipher-suites.ts';

/** The most bits of a key that agrees on secrets; it was doubled in 1999, together with suites of 56 bits. */
export const exportBits = ({ cipher }: Pick<NegotiableSuite, 'cipher'>): 512 | 1024 =>
  cipher.strength > 40 ? 1024 : 512;

/** Safe, 512 bits, for the generator 2. Breaking it takes hours (Logjam). */
export const exportPrime: Uint8Array = fromHex(
  'ed9ead5a7e55df739b0157a480142a8a74a2f4cac6c80c41aebb5daf5c4efeaa' +
    '4e37a2ea58ff581f0c962d0c55a44e248fa25aa90fee0bd6c0e0ab93db1bf95f',
);
