/** The characters that drawings are made of, with ASCII for locales that have nothing else. */

import type { Surroundings } from '../surroundings.ts';

export interface Glyphs {
  /** An arrow's shaft in the clear, and under encryption. */
  readonly clear: string;
  readonly encrypted: string;
  readonly right: string;
  readonly left: string;
  readonly side: string;
  readonly ellipsis: string;
}

const unicode: Glyphs = { clear: '─', encrypted: '═', right: '▶', left: '◀', side: '│', ellipsis: '…' };
const ascii: Glyphs = { clear: '-', encrypted: '=', right: '>', left: '<', side: '|', ellipsis: '...' };

/** A locale that says it is not UTF-8 gets ASCII; one that says nothing gets the benefit of the doubt. */
export function glyphsFor(env: Surroundings['env']): Glyphs {
  const locale = [env['LC_ALL'], env['LC_CTYPE'], env['LANG']].find((value) => value !== undefined && value !== '');
  return locale === undefined || /utf-?8/i.test(locale) ? unicode : ascii;
}
