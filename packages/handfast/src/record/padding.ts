/** The padding of block ciphers, checked without telling where it ends. RFC 5246 §6.2.3.2, RFC 6101 §5.2.3.2 */

/**
 * How many bytes at the end are padding, their length byte included; 0 when they are not padded so. All bytes that may
 * be padding are looked at, whatever they say.
 */
export function paddingOf(plaintext: Uint8Array): number {
  const last = plaintext.length - 1;
  const padding = plaintext[last] as number;
  let wrong = below(last, padding) & 0xff;
  for (let i = 0; i < 256 && i <= last; i++) {
    const isPadding = ~below(padding, i);
    wrong |= isPadding & ((plaintext[last - i] as number) ^ padding);
  }
  return (padding + 1) & isZero(wrong);
}

/** The rule of SSL 3.0: shorter than a block, of any content. That is POODLE. */
export function paddingOfSsl3(plaintext: Uint8Array, blockLength: number): number {
  const padding = plaintext[plaintext.length - 1] as number;
  return (padding + 1) & below(padding, blockLength);
}

/**
 * The `length` bytes at `start`, which is secret: every byte of the window in which they may lie is read in the same
 * order. The window begins at `earliest` and ends with the plaintext.
 */
export function secretSlice(plaintext: Uint8Array, earliest: number, start: number, length: number): Uint8Array {
  const turned = new Uint8Array(length);
  // Where in `turned` the first byte of the slice comes to lie.
  let offset = 0;
  for (let at = earliest, i = 0; at < plaintext.length; at++, i = i + 1 === length ? 0 : i + 1) {
    const isInside = ~below(at, start) & below(at, start + length);
    turned[i] = (turned[i] as number) | ((plaintext[at] as number) & isInside);
    offset |= i & equal(at, start);
  }
  const slice = new Uint8Array(length);
  for (let i = 0; i < length; i++) {
    const from = offset + i;
    // The remainder, without a division whose time depends on it.
    const source = from - (length & ~below(from, length));
    for (let j = 0; j < length; j++) slice[i] = (slice[i] as number) | ((turned[j] as number) & equal(j, source));
  }
  return slice;
}

/** All ones if left < right, else 0; for numbers below 2^31. */
export const below = (left: number, right: number): number => (left - right) >> 31;

/** All ones if zero, else 0; for numbers from 0 to 2^31 - 1. */
export const isZero = (value: number): number => (value - 1) >> 31;

const equal = (left: number, right: number): number => isZero(left ^ right);
