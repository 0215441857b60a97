/** A ladder with the clocks of both sides. */

import { arrow, ladderHead, milliseconds } from '../show/ladder.ts';
import type { Screen } from '../terminal/screen.ts';
import type { Crossing } from './crossings.ts';

/** Draws each message with the time at the client on the left, the time at the server and the size on the right. */
export function showBothSides(screen: Screen, ladder: readonly Crossing[]): void {
  const { paint, width, line, glyphs } = screen;
  const inner = width - before.length - after.length;
  line(ladderHead(screen, { left: 'client', right: 'server' }, before, after));
  for (const { client, server } of ladder) {
    const drawn = arrow(screen, client, client.direction === 'sent' ? 'rightwards' : 'leftwards', inner);
    const left = milliseconds(client.time).padStart(7).padEnd(before.length);
    const right = `${milliseconds(server.time).padStart(7)} ${String(client.length).padStart(6)} B`;
    line(`${paint('dim', left)}${drawn}${paint('dim', right)}`);
  }
  const [clear, encrypted] = [glyphs.clear.repeat(2) + glyphs.right, glyphs.encrypted.repeat(2) + glyphs.right];
  line(paint('dim', `${' '.repeat(before.length)}${clear} anybody can read this   ${encrypted} encrypted`));
}

const before = '     ms  ';
const after = '     ms  bytes ';
