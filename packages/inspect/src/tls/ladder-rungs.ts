/** Everything that was said, line by line, up to a limit. */

import type { Direction, FrameInfo } from '../model.ts';

/** One line of the ladder: what one side said. */
export interface Rung {
  readonly direction: Direction;
  readonly name: string;
  readonly frame: FrameInfo;
  readonly length: number;
  readonly isProtected: boolean;
}

export class Rungs {
  readonly all: Rung[] = [];
  /** How many there would be without a limit. */
  count = 0;

  add(rung: Rung): void {
    this.count++;
    if (this.all.length < mostRungs) this.all.push(rung);
  }
}

/** A connection may renegotiate and update keys for ever. */
const mostRungs = 512;
