import { describe, expect, test } from 'vitest';
import { concat } from '../../../base/bytes.ts';
import { ffdhePrime } from '../../../crypto/ffdhe-primes.ts';
import type { KeyExchange, KeyOffer } from '../../../crypto/provider.ts';
import { type GroupName, groupNamed, groups } from '../../../registry/groups.ts';
import { nodeKeyExchange } from './key-exchange.ts';

const names = groups.filter(({ negotiable }) => negotiable).map(({ name }) => name as GroupName);
const secretLengths: Partial<Record<GroupName, number>> = {
  X25519MLKEM768: 64,
  SecP256r1MLKEM768: 64,
  SecP384r1MLKEM1024: 80,
  MLKEM512: 32,
  MLKEM768: 32,
  MLKEM1024: 32,
  x25519: 32,
  x448: 56,
  secp256r1: 32,
  secp384r1: 48,
  secp521r1: 66,
};

/** This provider answers at once. */
const exchange = (group: GroupName): KeyExchange => nodeKeyExchange(group) as KeyExchange;
const offer = (group: GroupName): KeyOffer => exchange(group).offer() as KeyOffer;
const answer = (group: GroupName, share: Uint8Array): Awaited<ReturnType<KeyExchange['answer']>> =>
  exchange(group).answer(share) as Awaited<ReturnType<KeyExchange['answer']>>;

describe.each(names)('%s', (group) => {
  test('RFC 8446 §4.2.8: both sides get the same secret, new each time', () => {
    const mine = offer(group);
    expect(mine.share).toHaveLength(groupNamed(group).shareLength as number);
    const theirs = answer(group, mine.share);
    const secret = mine.complete(theirs?.share ?? new Uint8Array(0));
    expect(secret).toEqual(theirs?.secret);
    expect(secret).toHaveLength(secretLengths[group] ?? mine.share.length);
    expect(answer(group, mine.share)?.secret).not.toEqual(secret);
  });

  test('RFC 8446 §4.2.8: shares that are too short, too long, zero or all ones are refused', () => {
    const mine = offer(group);
    const theirs = answer(group, mine.share)?.share ?? new Uint8Array(0);
    const wrong = (share: Uint8Array): Uint8Array[] => [
      new Uint8Array(0),
      share.subarray(1),
      share.subarray(0, share.length - 1),
      concat(share, Uint8Array.of(0)),
      concat(Uint8Array.of(0), share),
      new Uint8Array(share.length),
    ];
    // To ML-KEM alone zeros are a key (FIPS 203 §7.2), and it opens whatever has the right length (§7.3).
    const hasZero = groupNamed(group).family === 'kem';
    const refused = (share: Uint8Array, length: number): boolean => !hasZero || share.length !== length;
    for (const share of wrong(mine.share)) {
      if (refused(share, mine.share.length)) expect(answer(group, share)).toBeUndefined();
    }
    for (const share of wrong(theirs)) if (refused(share, theirs.length)) expect(mine.complete(share)).toBeUndefined();
    // Not so the Montgomery curves, where every other value is a share (RFC 7748 §5).
    if (group !== 'x25519' && group !== 'x448') {
      expect(answer(group, new Uint8Array(mine.share.length).fill(0xff))).toBeUndefined();
    }
  });
});

test('RFC 7919 §5.1: finite field shares outside 1 < y < p - 1 are refused', () => {
  const prime = ffdhePrime('ffdhe2048');
  const near = (distance: number): Uint8Array => {
    const value = prime.slice();
    value[255] = (prime[255] as number) + distance;
    return value;
  };
  const small = (value: number): Uint8Array => concat(new Uint8Array(255), Uint8Array.of(value));
  for (const share of [small(0), small(1), near(0), near(-1)]) expect(answer('ffdhe2048', share)).toBeUndefined();
  for (const share of [small(2), small(4)]) expect(answer('ffdhe2048', share)?.secret).toHaveLength(256);
  expect(exchange('ffdhe2048').offer()).toBeDefined();
});

test('RFC 7748 §6.1: points of small order lead to the secret zero, which is refused', () => {
  const one = concat(Uint8Array.of(1), new Uint8Array(31));
  expect(answer('x25519', one)).toBeUndefined();
  expect(answer('x448', new Uint8Array(56))).toBeUndefined();
  const { share } = offer('X25519MLKEM768');
  share.set(one, 1184);
  expect(answer('X25519MLKEM768', share)).toBeUndefined();
});

test('FIPS 203 §7.2: a hybrid share with a coefficient of q or more is refused', () => {
  const { share } = offer('X25519MLKEM768');
  // The last coefficient of the last polynomial, high bits: 0xfff is above 3328.
  share[1151] = 0xff;
  share[1150] = (share[1150] as number) | 0xf0;
  expect(answer('X25519MLKEM768', share)).toBeUndefined();
});

test('FIPS 203 §7.3: a hybrid answer that was changed gives another secret, not an error', () => {
  const mine = offer('X25519MLKEM768');
  const theirs = answer('X25519MLKEM768', mine.share);
  const changed = theirs?.share.slice() ?? new Uint8Array(0);
  changed[0] = (changed[0] as number) ^ 1;
  const secret = mine.complete(changed) as Uint8Array;
  expect(secret).toHaveLength(64);
  expect(secret.subarray(0, 32)).not.toEqual(theirs?.secret.subarray(0, 32));
  expect(secret.subarray(32)).toEqual(theirs?.secret.subarray(32));
});
