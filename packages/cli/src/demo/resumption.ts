/** `handfast demo resumption`: one server is visited again and again, and what each way of coming back costs. */

import { exitCodes } from '../exit-codes.ts';
import type { Surroundings } from '../surroundings.ts';
import type { ColorChoice } from '../terminal/paint.ts';
import { type Screen, screenOn } from '../terminal/screen.ts';
import { showBothSides } from './both-sides.ts';
import { conclusions } from './resumption-conclusions.ts';
import { makeVisits, type Visit } from './resumption-visits.ts';

/** Shows, checks, and returns the exit code. Throws when anything is not as it should be. */
export async function resumptionDemo(
  { color }: { readonly color: ColorChoice },
  { stdout, env }: Surroundings,
): Promise<number> {
  const screen = screenOn(stdout, env, color);
  const visits = await makeVisits();
  for (const visit of Object.values(visits)) showVisit(screen, visit);
  showCosts(screen, Object.values(visits));
  screen.line(`\n  ${screen.paint('bold', 'What is said about resumption, checked')}\n`);
  for (const { says, holds, finding } of conclusions(visits)) {
    const word = holds ? screen.paint('green', 'OK ') : screen.paint('yellow', 'NO ');
    screen.line(`  ${word} ${says}`);
    screen.line(`      ${screen.paint('dim', finding)}`);
  }
  screen.line();
  return exitCodes.success;
}

function showVisit(screen: Screen, { title, ladder }: Visit): void {
  screen.line(`\n  ${screen.paint('bold', title)}\n`);
  showBothSides(screen, ladder);
}

function showCosts({ paint, line }: Screen, visits: readonly Visit[]): void {
  const row = (cells: readonly string[]) =>
    `  ${cells.map((cell, i) => (i === 0 ? cell.padEnd(33) : cell.padStart(11))).join('')}`;
  line(`\n  ${paint('bold', 'Side by side')}\n`);
  line(paint('dim', row(['', 'round trips', 'messages', 'bytes', 'signatures'])));
  for (const { title, roundTrips, ladder, bytes, signatures } of visits) {
    const cells = [roundTrips, ladder.length, bytes, signatures].map((count) => count.toLocaleString('en'));
    line(row([title, ...cells]));
  }
  line(paint('dim', '  round trips: before the client has said what it came for'));
  line(paint('dim', '  bytes: of the handshake, on the wire'));
}
