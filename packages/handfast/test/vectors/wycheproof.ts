/** Runs Wycheproof files (C2SP/wycheproof) where they lie; without them the tests are skipped. */

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

/** What every vector has; a caller adds the fields of its kind of file. */
export interface Vector {
  readonly tcId: number;
  readonly comment?: string;
  readonly flags: readonly string[];
  readonly result: 'valid' | 'invalid' | 'acceptable';
}

/** Whether we accept this vector; `undefined` when the provider's interface cannot express it. */
type Check<G, V> = (vector: V & Vector, group: G) => boolean | undefined;

interface File<G, V> {
  readonly testGroups: readonly (G & { readonly tests: readonly (V & Vector)[] })[];
}

/**
 * One test for one file: valid is accepted, invalid refused, and what a standard leaves open is decided by the
 * flags of the vector.
 */
export function wycheproof<G, V>(
  title: string,
  file: string,
  check: Check<G, V>,
  isAccepted: (flags: readonly string[]) => boolean = () => false,
): void {
  const path = join(vectors, 'wycheproof', `${file}.json`);
  const present = existsSync(path);
  test.skipIf(!present)(`${title} (Wycheproof ${file}${present ? '' : ' is absent: set HANDFAST_VECTORS'})`, () => {
    const { testGroups } = JSON.parse(readFileSync(path, 'utf8')) as File<G, V>;
    const wrong: string[] = [];
    let ran = 0;
    for (const group of testGroups) {
      for (const vector of group.tests) {
        const accepted = check(vector, group);
        if (accepted === undefined) continue;
        ran++;
        const expected = vector.result === 'valid' || (vector.result === 'acceptable' && isAccepted(vector.flags));
        if (accepted !== expected) wrong.push(`${vector.tcId} is ${vector.result}: ${vector.flags} ${vector.comment}`);
      }
    }
    expect(wrong).toEqual([]);
    expect(ran).toBeGreaterThan(0);
  });
}

const vectors = process.env.HANDFAST_VECTORS ?? join(import.meta.dirname, '../../../../../shared/vectors');
