/** Arithmetic in GF(2^8), from which the S-boxes of SEED and ARIA are made. */

/** The product of two bytes modulo a polynomial of degree 8. */
function multiply(left: number, right: number, polynomial: number): number {
  let product = 0;
  for (let power = left, rest = right; rest > 0; rest >>= 1) {
    if (rest & 1) product ^= power;
    power = power & 0x80 ? (power << 1) ^ polynomial : power << 1;
  }
  return product;
}

/** The 256 values of `matrix * x^exponent + constant`; column i of the matrix is what bit i becomes. */
export function affineBox(
  polynomial: number,
  exponent: number,
  matrix: readonly number[],
  constant: number,
): Uint8Array {
  return Uint8Array.from({ length: 256 }, (_, x) => {
    let power = 1;
    for (let i = 0; i < exponent; i++) power = multiply(power, x, polynomial);
    return matrix.reduce((sum, column, bit) => ((power >> bit) & 1 ? sum ^ column : sum), constant);
  });
}

/** The box that undoes a box. */
export const inverseBox = (box: Uint8Array): Uint8Array => Uint8Array.from(box, (_, value) => box.indexOf(value));
