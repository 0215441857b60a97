import { expect, test } from 'vitest';
import { modulo, q, quotient } from './field.ts';

test('FIPS 203 §2.4: multiplication divides exactly, beside every multiple of q that products can reach', () => {
  const largest = 2 ** 31 - 1;
  for (let k = 0; k * q <= largest; k += k < 70_000 ? 1 : 97) {
    const multiple = k * q;
    if (quotient(multiple) !== k || modulo(multiple) !== 0) expect.fail(`${multiple}`);
    if (k > 0 && (quotient(multiple - 1) !== k - 1 || modulo(multiple - 1) !== q - 1)) expect.fail(`${multiple - 1}`);
  }
  expect([quotient(largest), modulo(largest)]).toEqual([Math.floor(largest / q), largest % q]);
});
