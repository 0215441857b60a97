import { describe, expect, test } from 'vitest';
import { execute } from '../loop.ts';
import { mutate } from '../mutate.ts';
import { Random } from '../random.ts';
import { conversations } from './flows/conversations.ts';
import { datagramVersions, versions } from './flows/variants.ts';
import { targets } from './index.ts';

const runs = 150;

test.each([...versions, ...datagramVersions])('honest ends of %s finish their handshakes', (version) => {
  expect(conversations(version).map(({ established }) => established)).not.toContain(false);
});

describe.each(Object.entries(targets))('%s', (_, target) => {
  const seeds = target.seeds();

  test('what it begins with is taken as it should be', () => {
    expect(seeds.length).toBeGreaterThan(0);
    expect(seeds.map((seed) => execute(target, seed)).filter((error) => error !== undefined)).toEqual([]);
  });

  test('RFC 8446 §6.2: whatever comes, there is a value or an error with a code', () => {
    const random = new Random(1);
    const material = { random, tokens: [], other: () => random.pick(seeds) };
    for (let run = 0; run < runs; run++) {
      const seed = random.pick(seeds);
      const structured = run % 2 === 0 ? target.mutate?.(seed, random) : undefined;
      const input = structured ?? mutate(seed, material, target.longest ?? 4096);
      expect(execute(target, input), Buffer.from(input).toString('hex')).toBeUndefined();
    }
  });
});
