/** The end that a signal asks for. */

import { CommandError } from './command-error.ts';
import { exitCodes } from './exit-codes.ts';

/** What a command's `AbortSignal` is aborted with. */
export function interruption(signal: 'SIGINT' | 'SIGTERM'): CommandError {
  const exitCode = signal === 'SIGINT' ? exitCodes.interrupted : exitCodes.terminated;
  return new CommandError({ exitCode, code: signal, cause: `stopped by ${signal}`, fix: 'run it again to go on' });
}

/** The exit code of the signal that stops a server, once it comes: stopping servers is what signals are for. */
export function untilStopped(signal: AbortSignal): Promise<number> {
  const exitCode = () => {
    const reason: unknown = signal.reason;
    return reason instanceof CommandError ? reason.explanation.exitCode : exitCodes.interrupted;
  };
  if (signal.aborted) return Promise.resolve(exitCode());
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(exitCode()), { once: true }));
}
