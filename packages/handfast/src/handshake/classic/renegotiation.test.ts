import { expect, test } from 'vitest';
import { offeredInfo, type Renegotiation } from './renegotiation.ts';

test('RFC 5746 §3.4, §4.2: who was told nothing the first time names nothing the second time', () => {
  const finished = { client: Uint8Array.of(1), server: Uint8Array.of(2) };
  const after = (secureRenegotiation: boolean) =>
    ({ previous: { secureRenegotiation, secrets: { finished } } }) as unknown as Renegotiation;
  expect(offeredInfo(undefined)).toEqual(new Uint8Array(0));
  expect(offeredInfo(after(false))).toEqual(new Uint8Array(0));
  expect(offeredInfo(after(true))).toEqual(finished.client);
});
