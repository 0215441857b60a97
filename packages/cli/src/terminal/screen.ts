/** A stream for human eyes: its colours, its characters, its width. */

import type { Output, Surroundings } from '../surroundings.ts';
import { type Glyphs, glyphsFor } from './glyphs.ts';
import { type ColorChoice, type Paint, paintFor } from './paint.ts';

export interface Screen {
  readonly paint: Paint;
  readonly glyphs: Glyphs;
  /** In columns. */
  readonly width: number;
  line(text?: string): void;
}

/** A screen on a stream; `isQuiet` swallows everything that goes through `line`. */
export function screenOn(stream: Output, env: Surroundings['env'], color?: ColorChoice, isQuiet = false): Screen {
  return {
    paint: paintFor(stream, env, color),
    glyphs: glyphsFor(env),
    width: Math.max(narrowest, Math.min(stream.columns ?? widest, widest)),
    line(text = '') {
      if (!isQuiet) stream.write(`${text}\n`);
    },
  };
}

/** Wider lines are harder to read, narrower ones cannot hold the longest message name. */
const widest = 80;
const narrowest = 60;
