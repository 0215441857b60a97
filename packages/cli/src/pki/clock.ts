/** The time that a command works with: the one given with `--at`, the reproducible one of the environment, or now. */

import { usageError } from '../command-error.ts';
import type { Surroundings } from '../surroundings.ts';

/** Milliseconds since 1970, in whole seconds as certificates have them. Throws usage errors. */
export function timeFor(at: string | undefined, env: Surroundings['env']): number {
  if (at !== undefined) return parseTime(at, '--at');
  const epoch = env['SOURCE_DATE_EPOCH'];
  return epoch ? parseTime(epoch, 'SOURCE_DATE_EPOCH') : 1000 * Math.floor(Date.now() / 1000);
}

/** Milliseconds since 1970 of `2026-04-01`, of an RFC 3339 time, or of whole seconds since 1970. Throws usage errors. */
export function parseTime(text: string, source: string): number {
  const time = /^\d{1,11}$/.test(text) ? 1000 * Number(text) : rfc3339.test(text) ? Date.parse(text) : Number.NaN;
  if (!Number.isNaN(time)) return time;
  throw usageError(
    `${source} ${JSON.stringify(text)} is not a time`,
    'write 2026-04-01, 2026-04-01T12:00:00Z or seconds since 1970',
  );
}

/** In milliseconds. */
export const day = 86_400_000;

const rfc3339 = /^\d{4}-\d\d-\d\d(?:T\d\d:\d\d:\d\d(?:\.\d{1,3})?(?:Z|[+-]\d\d:\d\d))?$/;
