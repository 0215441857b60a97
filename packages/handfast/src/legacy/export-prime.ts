/** A prime as short as the export rules of the nineties wanted it: breaking it takes hours (Logjam). RFC 2246 §7.4.3 */

import { fromHex } from '../base/bytes.ts';

/** Safe, 512 bits, for the generator 2. */
export const exportPrime: Uint8Array = fromHex(
  'ed9ead5a7e55df739b0157a480142a8a74a2f4cac6c80c41aebb5daf5c4efeaa' +
    '4e37a2ea58ff581f0c962d0c55a44e248fa25aa90fee0bd6c0e0ab93db1bf95f',
);
