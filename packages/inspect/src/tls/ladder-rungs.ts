/** Everything that was said, line by line, up to a limit. */

import type { Direction, FrameInfo } from '../model.ts';
import { steps13 } from './keys/tls13.ts';
import type { TlsState } from './state.ts';

/** One line of the ladder: what one side said. */
export interface Rung {
  readonly direction: Direction;
  readonly name: string;
  readonly frame: FrameInfo;
  readonly length: number;
  readonly isProtected: boolean;
  /** Which keys protect it, in the figures of RFC 8446: none, early data, handshake, application. */
  readonly keys: Keys;
}

export type Keys = 'none' | 'early' | 'handshake' | 'application';

export class Rungs {
  readonly all: Rung[] = [];
  /** How many there would be without a limit. */
  count = 0;

  add(rung: Rung): void {
    this.count++;
    if (this.all.length < mostRungs) this.all.push(rung);
  }
}

/** Which keys protect what one side says now. */
export function keysOf({ flow, isFinished, readings }: TlsState, direction: Direction, isProtected: boolean): Keys {
  if (!isProtected) return 'none';
  if (flow !== 'tls13') return isFinished ? 'application' : 'handshake';
  const { step } = readings[direction];
  return step === steps13.early ? 'early' : step === steps13.handshake ? 'handshake' : 'application';
}

/** A connection may renegotiate and update keys for ever. */
const mostRungs = 512;
