import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compress, decode, decompress, encode } from './encoding.ts';
import { q } from './field.ts';
import { add, degree, innerProduct, inverseNtt, ntt, type Polynomial, subtract, zero } from './polynomial.ts';

const polynomials: fc.Arbitrary<Polynomial> = fc
  .array(fc.integer({ min: 0, max: q - 1 }), { minLength: degree, maxLength: degree, size: 'max' })
  .map((values) => Uint16Array.from(values));
/** The largest values everywhere, where sums that are reduced too late would show. */
const largest = new Uint16Array(degree).fill(q - 1);

/** The product as it is defined: X^256 = -1. */
function schoolbook(left: Polynomial, right: Polynomial): Polynomial {
  const product = Array.from({ length: degree }, () => 0);
  for (let i = 0; i < degree; i++) {
    for (let j = 0; j < degree; j++) {
      const term = (left[i] as number) * (right[j] as number);
      const at = (i + j) % degree;
      product[at] = ((product[at] as number) + (i + j < degree ? term : q * q - term)) % q;
    }
  }
  return Uint16Array.from(product);
}

test('FIPS 203 §4.3: the transform can be undone', () => {
  expect(inverseNtt(ntt(largest.slice()))).toEqual(largest);
  fc.assert(
    fc.property(polynomials, (f) => {
      expect(inverseNtt(ntt(f.slice()))).toEqual(f);
    }),
    { numRuns: 50 },
  );
});

test('FIPS 203 §4.3.1: products of transformed polynomials are transformed products', () => {
  const both = fc.tuple(polynomials, polynomials);
  const multiply = (a: Polynomial, b: Polynomial): Polynomial =>
    inverseNtt(innerProduct([ntt(a.slice())], [ntt(b.slice())]));
  expect(multiply(largest, largest)).toEqual(schoolbook(largest, largest));
  fc.assert(
    fc.property(both, ([a, b]) => {
      expect(multiply(a, b)).toEqual(schoolbook(a, b));
    }),
    { numRuns: 10 },
  );
  const sum = add(add(schoolbook(largest, largest), schoolbook(largest, largest)), schoolbook(largest, largest));
  const three = [0, 1, 2].map(() => ntt(largest.slice()));
  expect(inverseNtt(innerProduct(three, three))).toEqual(sum);
});

test('FIPS 203 §4.2.1: what is encoded decodes, and what is compressed comes back nearly', () => {
  fc.assert(
    fc.property(polynomials, (f) => {
      expect(decode(encode(f, 12), 12)).toEqual(f);
      for (const bits of [1, 4, 10]) {
        const compressed = compress(f, bits);
        expect(compressed).toHaveLength(32 * bits);
        expect(compress(decompress(compressed, bits), bits)).toEqual(compressed);
        const distances = subtract(decompress(compressed, bits), f).map((d) => Math.min(d, q - d));
        expect(Math.max(...distances)).toBeLessThanOrEqual(Math.round(q / 2 ** (bits + 1)));
      }
    }),
    { numRuns: 20 },
  );
});

test('a new polynomial is zero and nobody else’s', () => {
  const many = Array.from({ length: 40 }, zero);
  for (const [i, f] of many.entries()) f.fill(i);
  expect(many.every((f, i) => f.every((value) => value === i))).toBe(true);
});
