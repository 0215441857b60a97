import { expect, test } from 'vitest';
import { inClientsOrder } from './preference.ts';

const order = (equals: readonly (readonly number[])[], ...offered: readonly number[]) =>
  inClientsOrder([1, 2, 3, 4, 5], equals, offered, (one) => one);

test('RFC 8446 §4.1.1: the client’s order counts among equals, and nowhere else', () => {
  expect(order([], 5, 4, 3)).toEqual([1, 2, 3, 4, 5]);
  expect(order([[2, 4]], 5, 4, 3, 2, 1)).toEqual([1, 4, 3, 2, 5]);
  expect(
    order(
      [
        [1, 2],
        [4, 5],
      ],
      5,
      2,
      4,
    ),
  ).toEqual([2, 1, 3, 5, 4]);
  expect(order([[1, 2, 3]], 3)).toEqual([3, 1, 2, 4, 5]);
});
