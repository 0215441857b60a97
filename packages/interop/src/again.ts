/** What failed once may have been the machine's doing, where others work on it too: those cases are tried again. */

import type { Named, Result } from './run-case.ts';

/**
 * Runs what failed once more, all else left out; what then goes well counts, and says so. More failures than a handful
 * are no accident, and stay.
 */
export async function triedAgain(
  first: readonly Result[],
  run: (wanted: (named: Named) => boolean) => Promise<readonly Result[]>,
): Promise<readonly Result[]> {
  const failed = new Set(first.filter(({ status }) => status === 'failed').map(keyOf));
  if (failed.size === 0 || failed.size > handful) return first;
  const second = await run((named) => failed.has(keyOf(named)));
  const mended = new Map(second.filter(({ status }) => status === 'ok').map((result) => [keyOf(result), result]));
  return first.map((result) => {
    const again = failed.has(keyOf(result)) ? mended.get(keyOf(result)) : undefined;
    return again === undefined ? result : { ...again, reason: 'at the second attempt' };
  });
}

const keyOf = ({ client, server, topic, variant }: Named): string => [client, server, topic, variant].join('\n');

const handful = 8;
