/** Mutants that survive and were looked at: why no test is missing. */

import type { Mutant } from './mutants.ts';

/** By file: what stood there and what was put there, with the start of the line where one such place is not another. */
const judged: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'record/protection-datagram.ts': { '0 → 1': 'equivalent: what is wiped holds ones instead of zeros' },
  'handshake/psk/kept.ts': { '2 → 3': 'equivalent: a format of our own, written and read by the same line' },
  'schedule/transcript.ts': { '1 → 2': 'equivalent: where messages are substituted, their numbers do not count' },
};

/** A sentence that begins with `equivalent` where nothing changes that anybody could see. */
export function judgementOf({ file, before, after }: Mutant): string | undefined {
  return judged[file]?.[`${before} → ${after}`];
}
