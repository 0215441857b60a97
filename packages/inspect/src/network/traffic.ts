/** What was counted of one connection, for its report. */

import type { Direction, FrameInfo } from '../model.ts';

export interface Gap {
  readonly direction: Direction;
  readonly length: number;
  readonly frame: number;
}

/** Counts packets, bytes and holes of one connection, by the direction of who opened it. */
export class Traffic {
  readonly begin: number;
  end: number;
  readonly packets: [number, number] = [0, 0];
  readonly bytes: [number, number] = [0, 0];
  readonly gaps: Gap[] = [];
  /** How TCP ended, if it did. */
  ended: 'fin' | 'rst' | null = null;

  constructor(frame: FrameInfo) {
    this.begin = frame.time;
    this.end = frame.time;
  }

  packet(direction: Direction, frame: FrameInfo): void {
    this.packets[direction]++;
    this.end = Math.max(this.end, frame.time);
  }

  gap(direction: Direction, length: number, frame: FrameInfo): void {
    const last = this.gaps.at(-1);
    if (this.gaps.length < mostGaps || last === undefined) {
      this.gaps.push({ direction, length, frame: frame.number });
    } else {
      this.gaps[this.gaps.length - 1] = { ...last, length: last.length + length };
    }
  }
}

/** A capture that lost more than this is described by the sum of the rest. */
const mostGaps = 1000;
