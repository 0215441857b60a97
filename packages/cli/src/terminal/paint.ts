/** Colour, where the terminal has it and the user wants it. It never says anything that words do not say. */

import { styleText } from 'node:util';
import type { Output, Surroundings } from '../surroundings.ts';

export type Style = 'bold' | 'dim' | 'green' | 'red' | 'yellow' | 'cyan';
export type Paint = (style: Style, text: string) => string;

export const colorChoices = ['auto', 'always', 'never'] as const;
export type ColorChoice = (typeof colorChoices)[number];

/** Paint for one stream: `--color` first, then NO_COLOR, FORCE_COLOR and CLICOLOR_FORCE, then whether it is a terminal. */
export function paintFor(stream: Output, env: Surroundings['env'], choice: ColorChoice = 'auto'): Paint {
  if (!hasColor(stream, env, choice)) return (_style, text) => text;
  return (style, text) => styleText(style, text, { validateStream: false });
}

function hasColor(stream: Output, env: Surroundings['env'], choice: ColorChoice): boolean {
  if (choice !== 'auto') return choice === 'always';
  if (isSet(env['NO_COLOR'])) return false;
  const forced = [env['FORCE_COLOR'], env['CLICOLOR_FORCE']].find(isSet);
  if (forced !== undefined) return forced !== '0';
  return stream.isTTY === true && env['TERM'] !== 'dumb';
}

const isSet = (value: string | undefined): boolean => value !== undefined && value !== '';
