/** Why a command failed, ready to be told: one sentence for people, the same facts for machines. */

import { type ExitCode, exitCodes } from './exit-codes.ts';

export interface Explanation {
  readonly exitCode: ExitCode;
  /** Stable, for machines: the library's failure code, or one of the command line's own. */
  readonly code: string;
  /** What is wrong, without capital and full stop. */
  readonly cause: string;
  /** What to do about it, without capital and full stop. */
  readonly fix: string;
  /** The alert that ended the connection, if there was one. */
  readonly alert?: SeenAlert | undefined;
}

export interface SeenAlert {
  readonly name: string;
  readonly id: number;
  readonly from: 'client' | 'server';
  /** Whether this side sent it. */
  readonly ours: boolean;
}

/** Ends a command with an exit code and a sentence. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
  readonly explanation: Explanation;

  constructor(explanation: Explanation, options?: ErrorOptions) {
    super(sentenceOf(explanation), options);
    this.explanation = explanation;
  }
}

/** Cause, alert, who sent it, and a fix, in one sentence. */
export function sentenceOf({ cause, alert, fix }: Explanation): string {
  return `${cause}${alert === undefined ? '' : `, ${alertClause(alert)}`}: ${fix}.`;
}

function alertClause({ name, id, from, ours }: SeenAlert): string {
  return ours ? `so we sent the alert ${name} (${id})` : `said the ${from} with the alert ${name} (${id})`;
}

/** The caller asked for something that cannot be. */
export const usageError = (cause: string, fix: string): CommandError =>
  new CommandError({ exitCode: exitCodes.usage, code: 'usage', cause, fix });
