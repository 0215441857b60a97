import { expect, test } from 'vitest';
import { Reassembler } from './reassembler.ts';

const piece = (data: readonly number[], offset = 0, length = data.length) => ({
  type: 2,
  length,
  sequence: 0,
  offset,
  data: Uint8Array.from(data),
});

test('RFC 6347 §4.2.3: what has come first stays, whether it came whole or in pieces', () => {
  for (const pieces of [[piece([1, 2, 3])], [piece([1, 2], 0, 3), piece([9, 3], 1, 3)]]) {
    const reassembler = new Reassembler(100);
    for (const one of pieces) reassembler.add(one);
    reassembler.add(piece([7, 7, 7]));
    expect(reassembler.take()).toEqual(Uint8Array.of(2, 0, 0, 3, 1, 2, 3));
    expect(reassembler.take()).toBeUndefined();
  }
});
