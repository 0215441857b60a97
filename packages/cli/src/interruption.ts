/** The end that a signal asks for. */

import { CommandError } from './command-error.ts';
import { exitCodes } from './exit-codes.ts';

/** What a command's `AbortSignal` is aborted with. */
export function interruption(signal: 'SIGINT' | 'SIGTERM'): CommandError {
  const exitCode = signal === 'SIGINT' ? exitCodes.interrupted : exitCodes.terminated;
  return new CommandError({ exitCode, code: signal, cause: `stopped by ${signal}`, fix: 'run it again to go on' });
}
