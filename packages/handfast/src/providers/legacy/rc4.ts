/** RC4, whose key stream is biased: RFC 7465 forbids it. As published in 1994; described in RFC 6229. */

import type { StreamCipher } from '../../crypto/provider.ts';

/** A permutation of all bytes, stirred by the key and then by itself. */
export function rc4(key: Uint8Array): StreamCipher {
  const state = Uint8Array.from({ length: 256 }, (_, i) => i);
  const swap = (i: number, j: number): number => {
    const [left, right] = [state[i] as number, state[j] as number];
    state[i] = right;
    state[j] = left;
    return (left + right) & 0xff;
  };
  for (let i = 0, j = 0; i < 256; i++) {
    j = (j + (state[i] as number) + (key[i % key.length] as number)) & 0xff;
    swap(i, j);
  }
  let i = 0;
  let j = 0;
  return {
    apply(data) {
      const output = new Uint8Array(data.length);
      for (let at = 0; at < data.length; at++) {
        i = (i + 1) & 0xff;
        j = (j + (state[i] as number)) & 0xff;
        output[at] = (data[at] as number) ^ (state[swap(i, j)] as number);
      }
      return output;
    },
  };
}
