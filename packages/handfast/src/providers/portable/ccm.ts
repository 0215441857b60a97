/** AES in CCM mode: a CBC-MAC, and counter mode over the data and over the MAC. RFC 3610 §2 */

import { cbc, ctr } from '@noble/ciphers/aes.js';
import { concat, equalBytes } from '../../base/bytes.ts';

/** For tags of this length. `decrypt` throws when the tag is wrong. */
export const ccm = (tagLength: 8 | 16) => (key: Uint8Array, nonce: Uint8Array, additional: Uint8Array) => ({
  encrypt(plaintext: Uint8Array): Uint8Array {
    const tag = mac(key, nonce, additional, plaintext, tagLength);
    const masked = stream(key, nonce, concat(tag, plaintext));
    return concat(masked.subarray(16), masked.subarray(0, tagLength));
  },
  decrypt(sealed: Uint8Array): Uint8Array {
    const end = sealed.length - tagLength;
    const masked = new Uint8Array(16);
    masked.set(sealed.subarray(end));
    const opened = stream(key, nonce, concat(masked, sealed.subarray(0, end)));
    const plaintext = opened.slice(16);
    const tag = mac(key, nonce, additional, plaintext, tagLength);
    if (!equalBytes(tag.subarray(0, tagLength), opened.subarray(0, tagLength))) throw new Error('the tag is wrong');
    return plaintext;
  },
});

/** Section 2.3: the block with the counter 0 masks the tag, those after it the data. */
function stream(key: Uint8Array, nonce: Uint8Array, tagAndData: Uint8Array): Uint8Array {
  const first = new Uint8Array(16);
  first[0] = lengthBytes(nonce) - 1;
  first.set(nonce, 1);
  return ctr(key, first).encrypt(tagAndData);
}

/** Section 2.2: 16 bytes, of which `tagLength` count. */
function mac(
  key: Uint8Array,
  nonce: Uint8Array,
  additional: Uint8Array,
  plaintext: Uint8Array,
  tagLength: number,
): Uint8Array {
  const first = new Uint8Array(16);
  const counterLength = lengthBytes(nonce);
  // Of these four bytes the nonce may need the first: records are shorter than 2^24 bytes.
  new DataView(first.buffer).setUint32(12, plaintext.length);
  first[0] = (additional.length > 0 ? 64 : 0) + 8 * ((tagLength - 2) / 2) + counterLength - 1;
  first.set(nonce, 1);
  const header = additional.length > 0 ? concat(additionalLength(additional), additional) : new Uint8Array(0);
  const blocks = concat(first, padded(header), padded(plaintext));
  const chained = cbc(key, new Uint8Array(16), { disablePadding: true }).encrypt(blocks);
  return chained.slice(-16);
}

/** How many bytes tell the length of the data: those that the nonce leaves. */
const lengthBytes = (nonce: Uint8Array): number => 15 - nonce.length;

/** Two bytes, or six for what does not fit into them. */
function additionalLength({ length }: Uint8Array): Uint8Array {
  if (length < 0xff00) return Uint8Array.of(length >> 8, length & 0xff);
  const long = Uint8Array.of(0xff, 0xfe, 0, 0, 0, 0);
  new DataView(long.buffer).setUint32(2, length);
  return long;
}

/** Zeros up to whole blocks. */
const padded = (bytes: Uint8Array): Uint8Array => concat(bytes, new Uint8Array((16 - (bytes.length % 16)) % 16));
