/** `handfast ca list`: what a CA has issued, with the days left and what is revoked. */

import { exitCodes } from '../exit-codes.ts';
import { documentHead, documentText } from '../json-document.ts';
import { day, timeFor } from '../pki/clock.ts';
import type { Surroundings } from '../surroundings.ts';
import { screenOn } from '../terminal/screen.ts';
import type { CaFlags } from './flags.ts';
import type { Issued } from './index-file.ts';
import { readIndex } from './state.ts';

/** In the order of issue. */
export async function listCommand(flags: CaFlags, around: Surroundings): Promise<number> {
  const now = timeFor(flags.at, around.env);
  const { issued } = readIndex(flags.dir);
  const rows = issued.map((row) => ({ ...row, status: statusOf(row, now), daysLeft: daysLeft(row, now) }));
  if (flags.json) {
    const head = { ...documentHead('ca-list', Date.now()), complete: true };
    around.stdout.write(documentText({ ...head, issued: rows }));
    return exitCodes.success;
  }
  const { paint, line } = screenOn(around.stdout, around.env, flags.color);
  const style = { good: 'green', expired: 'dim', revoked: 'red' } as const;
  for (const { serialNumber, subject, names, status, daysLeft: left, revoked } of rows) {
    line(
      `${paint(style[status], status.padEnd(8))} ${serialNumber}  ${subject || names.join(', ')}, ${left} days left`,
    );
    if (revoked !== undefined) line(`         since ${revoked.since}, ${revoked.reason}`);
  }
  return exitCodes.success;
}

function statusOf({ revoked, notAfter }: Issued, now: number): 'good' | 'expired' | 'revoked' {
  if (revoked !== undefined) return 'revoked';
  return Date.parse(notAfter) < now ? 'expired' : 'good';
}

const daysLeft = ({ notAfter }: Issued, now: number): number => Math.floor((Date.parse(notAfter) - now) / day);
