/** Public entry `handfast/record`: what turns protected records back into content. */

export { xorNonce } from './aead-xor.ts';
export { type DatagramRecord, recordsIn, sequenceLength } from './datagram-header.ts';
export { Inflater } from './deflate/inflate.ts';
export { protectionOf } from './protection.ts';
export { keyLengths } from './protection-classic.ts';
export { cipherKeyLength, keyLengthsLegacy, type LegacyProtection, protectionLegacy } from './protection-legacy.ts';
export type { PlainRecord, RecordProtector } from './protector.ts';
