/** A handshake drawn as a ladder: who sent what, how many bytes, when, and whether others could read it. */

import type { Screen } from '../terminal/screen.ts';
import type { Rung } from './recorder.ts';

/** What the two posts are called. */
export interface Posts {
  readonly left: string;
  readonly right: string;
}

/** Which post a rung starts from. */
export type Heading = 'rightwards' | 'leftwards';

/** The line above the rungs. `margins` are the widths left and right of the posts. */
export function ladderHead({ paint, width }: Screen, { left, right }: Posts, before: string, after: string): string {
  const inner = width - before.length - after.length;
  const gap = Math.max(1, inner - left.length - right.length);
  return paint('dim', before) + paint('bold', left) + ' '.repeat(gap) + paint('bold', right) + paint('dim', after);
}

/** An arrow between the posts, labelled where it starts. */
export function arrow(screen: Screen, rung: Rung, heading: Heading, inner: number): string {
  const { paint, glyphs } = screen;
  const label = rung.kind === 'alert' ? `alert ${rung.name} (${rung.id})` : rung.name;
  const shaft = (rung.encrypted ? glyphs.encrypted : glyphs.clear).repeat(Math.max(2, inner - label.length - 8));
  const post = paint('dim', glyphs.side);
  const name = rung.kind === 'change_cipher_spec' ? paint('dim', label) : paintLabel(screen, rung, label);
  const line = heading === 'rightwards' ? `${shaft}${glyphs.right}` : `${glyphs.left}${shaft}`;
  const drawn = paint(rung.kind === 'alert' && rung.id !== 0 ? 'red' : 'cyan', line);
  return heading === 'rightwards' ? `${post} ${name} ${drawn}  ${post}` : `${post}  ${drawn} ${name} ${post}`;
}

/** A rung as the client sees it, with its time and size in front. */
export function ladderRung(screen: Screen, rung: Rung): string {
  const { paint, width } = screen;
  const heading: Heading = rung.direction === 'sent' ? 'rightwards' : 'leftwards';
  const margin = paint('dim', `${milliseconds(rung.time).padStart(9)} ${String(rung.length).padStart(6)} B  `);
  return margin + arrow(screen, rung, heading, width - ladderMargin.length);
}

/** What stands above time and size. */
export const ladderMargin = '       ms  bytes   ';

/** What the two kinds of shaft mean. */
export function legend({ paint, glyphs }: Screen): string {
  const [clear, encrypted] = [glyphs.clear.repeat(2) + glyphs.right, glyphs.encrypted.repeat(2) + glyphs.right];
  return paint('dim', `${' '.repeat(ladderMargin.length)}${clear} anybody can read this   ${encrypted} encrypted`);
}

export const milliseconds = (time: number): string => time.toFixed(1);

function paintLabel({ paint }: Screen, rung: Rung, label: string): string {
  return rung.kind === 'alert' && rung.id !== 0 ? paint('red', label) : paint('bold', label);
}
