import { generatePrimeSync } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { concat } from '../../../base/bytes.ts';
import { ffdhePrime } from '../../../crypto/ffdhe-primes.ts';
import type { KeyExchange, KeyOffer } from '../../../crypto/provider.ts';
import { nodeFiniteField } from './any-field.ts';

const own = new Uint8Array(generatePrimeSync(512));
const fields: readonly (readonly [string, Uint8Array, Uint8Array])[] = [
  ['of 512 bits with a large generator', own, Uint8Array.of(1, ...own.subarray(1))],
  ['ffdhe2048, which OpenSSL knows', ffdhePrime('ffdhe2048'), Uint8Array.of(2)],
  ['spelled with leading zeros', concat(new Uint8Array(3), own), Uint8Array.of(0, 5)],
];

/** The server offers, the client answers: this provider does so at once. */
const offer = (exchange: KeyExchange): KeyOffer => exchange.offer() as KeyOffer;
const answer = (exchange: KeyExchange, share: Uint8Array) =>
  exchange.answer(share) as Awaited<ReturnType<KeyExchange['answer']>>;

test.each(fields)('RFC 5246 §8.1.2: both sides agree modulo a prime %s', (_, prime, generator) => {
  const exchange = nodeFiniteField(prime, generator) as KeyExchange;
  const server = offer(exchange);
  const client = answer(exchange, server.share);
  expect(client?.secret[0]).toBeGreaterThan(0);
  expect(server.complete(client?.share ?? new Uint8Array(0))).toEqual(client?.secret);
  expect(server.complete(concat(new Uint8Array(2), client?.share ?? new Uint8Array(0)))).toEqual(client?.secret);
  expect(answer(exchange, server.share)?.secret).not.toEqual(client?.secret);
});

test('RFC 7919 §5.1: shares outside 1 < y < p - 1 are refused', () => {
  const exchange = nodeFiniteField(own, Uint8Array.of(5)) as KeyExchange;
  const { complete } = offer(exchange);
  const last = own.slice();
  last[63] = (last[63] as number) - 1;
  const wrong = [[], [0], [1], [0, 0, 1], [...last], [...own], [1, ...own], [...new Uint8Array(100).fill(255)]];
  for (const share of wrong) expect(complete(Uint8Array.from(share)), share.join()).toBeUndefined();
});

test('what cannot be a field is refused before it is used', () => {
  const refused = (prime: Uint8Array, generator: Uint8Array): unknown => nodeFiniteField(prime, generator);
  expect(refused(new Uint8Array(0), Uint8Array.of(2))).toBeUndefined();
  expect(refused(new Uint8Array(64), Uint8Array.of(2))).toBeUndefined();
  expect(refused(concat(own, Uint8Array.of(0)), Uint8Array.of(2))).toBeUndefined();
  expect(refused(new Uint8Array(1025).fill(0xff), Uint8Array.of(2))).toBeUndefined();
  for (const generator of [[], [0], [1], [...own]]) expect(refused(own, Uint8Array.from(generator))).toBeUndefined();
});

test('RFC 5246 §7.4.3: whatever numbers a server sends, nothing is thrown', () => {
  const bytes = fc.uint8Array({ minLength: 0, maxLength: 80, size: 'max' });
  fc.assert(
    fc.property(
      fc.uint8Array({ minLength: 60, maxLength: 80, size: 'max' }),
      bytes,
      bytes,
      (prime, generator, share) => {
        const exchange = nodeFiniteField(prime, generator);
        if (exchange) void answer(exchange, share);
      },
    ),
    { numRuns: 200 },
  );
});
