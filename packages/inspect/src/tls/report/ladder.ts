/** A ladder: who said what, in which order, as lines of text. */

import type { Rung } from '../ladder-rungs.ts';
import type { TlsState } from '../state.ts';

const width = 44;

/** `[Certificate]   <---------` and the like; what travelled under keys stands in braces. */
export function ladderOf({ rungs: { all, count } }: TlsState): readonly string[] {
  const merged = merge(all);
  const lines = merged.map(({ rung, times }) => {
    const shown = rung.isProtected ? `{${rung.name}}` : rung.name;
    const text = times > 1 ? `${shown} × ${times}` : shown;
    return rung.direction === 0 ? `${text.padEnd(width)} ---->` : `${''.padEnd(6)}<---- ${text.padStart(width)}`;
  });
  return count > all.length ? [...lines, `… and ${count - all.length} more`] : lines;
}

/** Application data in a row is one line. */
function merge(rungs: readonly Rung[]): readonly { readonly rung: Rung; readonly times: number }[] {
  const merged: { rung: Rung; times: number }[] = [];
  for (const rung of rungs) {
    const last = merged.at(-1);
    const same =
      last?.rung.name === rung.name && last.rung.direction === rung.direction && rung.name === 'Application Data';
    if (same && last !== undefined) last.times++;
    else merged.push({ rung, times: 1 });
  }
  return merged;
}
