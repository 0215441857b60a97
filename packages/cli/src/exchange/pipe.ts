/** Standard input to the server and its answer to standard output, like a telephone. */

import { PassThrough, type Transform } from 'node:stream';
import { ProtocolError } from 'handfast';
import type { TlsSocket } from 'handfast/node';
import type { Surroundings } from '../surroundings.ts';
import { idleClock } from './idle.ts';
import { cutShort, fellSilent } from './incomplete.ts';

/**
 * Resolves when the server has closed its direction or nobody reads what it sends. The end of standard input closes
 * only our direction; from then on the server has `patience` milliseconds between any two pieces of its answer.
 * Standard input goes through `typed`.
 */
export function pipeBothWays(
  socket: TlsSocket,
  { stdin, stdout, signal }: Surroundings,
  patience: number,
  typed: Transform = new PassThrough(),
): Promise<void> {
  return new Promise((resolve, reject) => {
    let isQuiet = true;
    const clock = idleClock(patience, () => settle(() => reject(fellSilent(patience))));
    const settle = (finish: () => void): void => {
      clock.stop();
      signal.removeEventListener('abort', abort);
      stdin.unpipe(typed);
      stdin.pause();
      socket.unpipe(stdout);
      socket.removeAllListeners();
      socket.on('error', () => {});
      stdout.off('error', broken);
      finish();
    };
    const abort = () => settle(() => reject(signal.reason));
    const broken = () => settle(resolve);
    signal.addEventListener('abort', abort);
    stdout.on('error', broken);
    socket.on('error', (error) =>
      settle(() => {
        if (!isCut(error)) reject(error);
        // Many servers hang up like this when the client has gone first; where nothing was said, nothing is missing.
        else if (isQuiet && stdin.readableEnded) resolve();
        else reject(cutShort());
      }),
    );
    socket.once('data', () => {
      isQuiet = false;
    });
    socket.on('end', () => settle(resolve));
    stdin.once('end', () => {
      clock.wind();
      socket.on('data', () => clock.wind());
    });
    stdin.pipe(typed).pipe(socket);
    socket.pipe(stdout, { end: false });
    if (signal.aborted) abort();
    else if (socket.errored !== null) settle(() => reject(socket.errored));
  });
}

const isCut = (error: unknown): boolean => error instanceof ProtocolError && error.code === 'truncated_connection';
