/** Polynomials of 256 coefficients modulo X^256 + 1, and their products by the number-theoretic transform. FIPS 203 §4.3 */

import { modulo, q } from './field.ts';

/** Coefficients, or in the transformed domain the values that stand for them; between calls all are in [0, q). */
export type Polynomial = Uint16Array;

export const degree = 256;

/** All zero. Sixteen polynomials share one buffer, because the collector pays for each buffer: a fifth of all time. */
export function zero(): Polynomial {
  if (used === shared.length) {
    shared = new Uint16Array(16 * degree);
    used = 0;
  }
  used += degree;
  return shared.subarray(used - degree, used);
}

let shared = new Uint16Array(0);
let used = 0;

/** left + right, into left. */
export function add(left: Polynomial, right: Polynomial): Polynomial {
  for (let i = 0; i < degree; i++) left[i] = modulo((left[i] as number) + (right[i] as number));
  return left;
}

/** left - right, into left. */
export function subtract(left: Polynomial, right: Polynomial): Polynomial {
  for (let i = 0; i < degree; i++) left[i] = modulo((left[i] as number) - (right[i] as number) + q);
  return left;
}

/** Algorithm 9, in place. Each of the seven layers adds at most q to a value, so reducing once at the end is enough. */
export function ntt(f: Polynomial): Polynomial {
  let i = 1;
  for (let length = degree / 2; length >= 2; length /= 2) {
    for (let start = 0; start < degree; start += 2 * length) {
      const zeta = zetas[i++] as number;
      for (let j = start; j < start + length; j++) {
        const t = modulo(Math.imul(zeta, f[j + length] as number));
        f[j + length] = (f[j] as number) - t + q;
        f[j] = (f[j] as number) + t;
      }
    }
  }
  return reduce(f, 1);
}

/** Algorithm 10, in place. Here sums would double in each layer, so they are reduced there. */
export function inverseNtt(f: Polynomial): Polynomial {
  let i = 127;
  for (let length = 2; length <= degree / 2; length *= 2) {
    for (let start = 0; start < degree; start += 2 * length) {
      const zeta = zetas[i--] as number;
      for (let j = start; j < start + length; j++) {
        const t = f[j] as number;
        f[j] = modulo(t + (f[j + length] as number));
        f[j + length] = modulo(Math.imul(zeta, (f[j + length] as number) - t + q));
      }
    }
  }
  return reduce(f, inverseOf128);
}

/** The sum of the products of two transformed vectors. Algorithm 11, with one reduction for all of them. */
export function innerProduct(left: readonly Polynomial[], right: readonly Polynomial[]): Polynomial {
  sum.fill(0);
  for (let k = 0; k < left.length; k++) multiplyAdd(left[k] as Polynomial, right[k] as Polynomial);
  const product = zero();
  for (let i = 0; i < degree; i++) product[i] = modulo(sum[i] as number);
  return product;
}

/** Algorithm 12 for each pair of values: the product modulo X^2 - gamma, added to the sum. */
function multiplyAdd(a: Polynomial, b: Polynomial): void {
  for (let i = 0; i < degree; i += 2) {
    const a0 = a[i] as number;
    const a1 = a[i + 1] as number;
    const b0 = b[i] as number;
    const b1 = b[i + 1] as number;
    const gamma = gammas[i >> 1] as number;
    sum[i] = (sum[i] as number) + Math.imul(a0, b0) + Math.imul(modulo(Math.imul(a1, b1)), gamma);
    sum[i + 1] = (sum[i + 1] as number) + Math.imul(a0, b1) + Math.imul(a1, b0);
  }
}

function reduce(f: Polynomial, factor: number): Polynomial {
  for (let i = 0; i < degree; i++) f[i] = modulo(Math.imul(f[i] as number, factor));
  return f;
}

/** One workspace for all products: a computation is never interrupted. */
const sum = new Int32Array(degree);

/** 17^exponent modulo q: 17 is a primitive 256th root of one. */
function powerOfZeta(exponent: number): number {
  let power = 1;
  for (let i = 0; i < exponent; i++) power = modulo(17 * power);
  return power;
}

/** The seven bits of an index in reverse order. */
function reversed(index: number): number {
  let bits = 0;
  for (let i = 0; i < 7; i++) bits |= ((index >> i) & 1) << (6 - i);
  return bits;
}

const zetas = Int32Array.from({ length: 128 }, (_, i) => powerOfZeta(reversed(i)));
const gammas = Int32Array.from({ length: 128 }, (_, i) => powerOfZeta(2 * reversed(i) + 1));
const inverseOf128 = 3303;
