/** Arithmetic on large integers. Its time may tell everything: where something is secret, the caller's page says so. */

/** `base ^ exponent mod modulus` */
export function power(base: bigint, exponent: bigint, modulus: bigint): bigint {
  let result = 1n;
  for (let square = base % modulus, rest = exponent; rest > 0n; rest >>= 1n, square = (square * square) % modulus) {
    if (rest & 1n) result = (result * square) % modulus;
  }
  return result % modulus;
}

/** Of big-endian bytes. */
export function integerOf(bytes: Uint8Array): bigint {
  let hex = '0x0';
  for (const byte of bytes) hex += byte.toString(16).padStart(2, '0');
  return BigInt(hex);
}

/** Big-endian, without leading zeros unless a length is given, which the integer must fit. */
export function bytesOf(integer: bigint, length = Math.ceil(integer.toString(16).length / 2)): Uint8Array {
  const hex = integer.toString(16).padStart(2 * length, '0');
  return Uint8Array.from({ length }, (_, i) => Number.parseInt(hex.slice(2 * i, 2 * i + 2), 16));
}
