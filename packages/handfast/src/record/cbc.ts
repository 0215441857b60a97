/** Block ciphers in CBC mode: the MAC inside, then padding, then encryption. RFC 5246 §6.2.3.2, RFC 2246 §6.2.3.2 */

import { copyOf } from '../base/bytes.ts';
import { ProtocolError } from '../base/errors.ts';
import type { BlockCipher } from '../crypto/provider.ts';
import type { FragmentProtection } from './fragment-protection.ts';
import type { RecordMac } from './mac.ts';
import { below, isZero, paddingOf, paddingOfSsl3, secretSlice } from './padding.ts';

/** Where the IV of a record comes from. */
export interface IvSource {
  /** Bytes of the fragment that hold it. */
  readonly length: number;
  /** The IV for a record to be sent. */
  next(): Uint8Array;
  /** The IV of a record that came. */
  of(fragment: Uint8Array): Uint8Array;
  /** The ciphertext that this IV belonged to. */
  after(ciphertext: Uint8Array): void;
}

/** A fresh one travels with each record, as from TLS 1.1 on. RFC 4346 §6.2.3.2 */
export const explicitIv = (blockLength: number, random: (length: number) => Uint8Array): IvSource => ({
  length: blockLength,
  next: () => random(blockLength),
  of: (fragment) => fragment.subarray(0, blockLength),
  after: () => undefined,
});

/** The last block of the record before, which everybody knows by then: BEAST. RFC 2246 §6.2.3.2 */
export function chainedIv(first: Uint8Array): IvSource {
  let iv = copyOf(first);
  return {
    length: 0,
    next: () => iv,
    of: () => iv,
    after: (ciphertext) => (iv = copyOf(ciphertext.subarray(ciphertext.length - first.length))),
  };
}

/** What may pad: content that is checked, or the lax rule of SSL 3.0. */
export type PaddingRule = 'checked' | 'unchecked';

/**
 * MAC, pad, encrypt. Opening takes the same steps and the same amount of hashing whatever is wrong, and has one error:
 * as even in time as JavaScript allows, which is less than attackers on the same network may need (SECURITY.md).
 */
export function macThenEncrypt(
  cipher: BlockCipher,
  ivs: IvSource,
  mac: RecordMac,
  padding: PaddingRule,
): FragmentProtection {
  const { blockLength } = cipher;
  return {
    sealedLength: (length) => ivs.length + paddedLength(length + mac.length, blockLength),
    seal(sequence, type, content, output) {
      const plaintext = padded(content, mac.compute(sequence, type, content), blockLength);
      encrypt(cipher, ivs, plaintext, output);
    },
    open(sequence, type, fragment) {
      const plaintext = decrypt(cipher, ivs, fragment, mac.length + 1);
      const wanted = padding === 'checked' ? paddingOf(plaintext) : paddingOfSsl3(plaintext, blockLength);
      // RFC 5246 §6.2.3.2: where the padding is wrong, the MAC is computed as if there were none.
      const longest = plaintext.length - mac.length - 1;
      const fits = ~isZero(wanted) & ~below(longest + 1, wanted);
      const length = longest - ((wanted - 1) & fits);
      const content = plaintext.subarray(0, length);
      const expected = mac.computeEvenly(sequence, type, content, longest);
      const came = secretSlice(plaintext, Math.max(0, longest - 255), length, mac.length);
      if ((difference(expected, came) | ~fits) !== 0) throw new ProtocolError('bad_record');
      return content;
    },
  };
}

/** Pad, encrypt, MAC: nothing is decrypted before it is known to be genuine. RFC 7366 §3 */
export function encryptThenMac(cipher: BlockCipher, ivs: IvSource, mac: RecordMac): FragmentProtection {
  return {
    sealedLength: (length) => ivs.length + paddedLength(length, cipher.blockLength) + mac.length,
    seal(sequence, type, content, output) {
      const sealed = output.subarray(0, output.length - mac.length);
      encrypt(cipher, ivs, padded(content, new Uint8Array(0), cipher.blockLength), sealed);
      output.set(mac.compute(sequence, type, sealed), sealed.length);
    },
    open(sequence, type, fragment) {
      if (fragment.length < mac.length) throw new ProtocolError('bad_record');
      const sealed = fragment.subarray(0, fragment.length - mac.length);
      const expected = mac.compute(sequence, type, sealed);
      if (difference(expected, fragment.subarray(sealed.length)) !== 0) throw new ProtocolError('bad_record');
      const plaintext = decrypt(cipher, ivs, sealed, 1);
      const padding = paddingOf(plaintext);
      if (padding === 0) throw new ProtocolError('bad_record');
      return plaintext.subarray(0, plaintext.length - padding);
    },
  };
}

/** With at least one byte of padding, which says how many others there are. */
const paddedLength = (length: number, blockLength: number): number => length - (length % blockLength) + blockLength;

function padded(content: Uint8Array, mac: Uint8Array, blockLength: number): Uint8Array {
  const length = content.length + mac.length;
  const plaintext = new Uint8Array(paddedLength(length, blockLength));
  plaintext.set(content);
  plaintext.set(mac, content.length);
  return plaintext.fill(plaintext.length - length - 1, length);
}

function encrypt(cipher: BlockCipher, ivs: IvSource, plaintext: Uint8Array, output: Uint8Array): void {
  const iv = ivs.next();
  output.set(iv.subarray(0, ivs.length));
  const ciphertext = cipher.encrypt(iv, plaintext);
  output.set(ciphertext, ivs.length);
  ivs.after(ciphertext);
}

/** Whole blocks with room for the least that must be in them: lengths are no secret. */
function decrypt(cipher: BlockCipher, ivs: IvSource, fragment: Uint8Array, least: number): Uint8Array {
  const ciphertext = fragment.subarray(ivs.length);
  if (ciphertext.length < least || ciphertext.length % cipher.blockLength !== 0) throw new ProtocolError('bad_record');
  const plaintext = cipher.decrypt(ivs.of(fragment), ciphertext);
  ivs.after(ciphertext);
  return plaintext;
}

/** 0 if they are the same; both have the same length. */
function difference(left: Uint8Array, right: Uint8Array): number {
  let bits = 0;
  for (let i = 0; i < left.length; i++) bits |= (left[i] as number) ^ (right[i] as number);
  return bits;
}
