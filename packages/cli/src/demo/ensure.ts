/** The demo shows nothing that did not happen. */

import { CommandError } from '../command-error.ts';
import { exitCodes } from '../exit-codes.ts';

/** Throws unless what the demo is about to say is true. */
export function ensure(holds: boolean, claim: string): asserts holds {
  if (holds) return;
  throw new CommandError({
    exitCode: exitCodes.internal,
    code: 'demo_failed',
    cause: `the demo could not show that ${claim}`,
    fix: 'this is a fault of handfast itself, please report it',
  });
}
