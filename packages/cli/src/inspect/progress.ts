/** How far a long file is read, on a terminal. */

import type { Output } from '../surroundings.ts';
import type { Source } from './source.ts';

export interface Progress {
  tick(): void;
  /** Takes the line away. */
  done(): void;
}

/** Nothing for standard input, for pipes, and for what takes no time. */
export function progressOn(stderr: Output, { size, read }: Source, isQuiet: boolean): Progress {
  if (isQuiet || stderr.isTTY !== true || size === undefined) return { tick: () => {}, done: () => {} };
  const start = performance.now();
  let next = start + firstAfter;
  let isShown = false;
  return {
    tick() {
      const now = performance.now();
      if (now < next) return;
      next = now + every;
      isShown = true;
      const part = Math.min(1, read() / Math.max(1, size));
      const left = ((now - start) / 1000) * (1 / Math.max(part, 0.001) - 1);
      stderr.write(`\r${bar(part)} ${Math.round(100 * part)} %, ${Math.ceil(left)} s left \x1b[K`);
    },
    done() {
      if (isShown) stderr.write('\r\x1b[K');
      isShown = false;
    },
  };
}

function bar(part: number): string {
  const full = Math.round(width * part);
  return `[${'#'.repeat(full)}${'.'.repeat(width - full)}]`;
}

/** Milliseconds. */
const firstAfter = 300;
const every = 100;
const width = 24;
