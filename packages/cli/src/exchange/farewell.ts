/** A polite end: close_notify, and what the server still has to say before its own. */

import { ProtocolError } from 'handfast';
import type { TlsSocket } from 'handfast/node';

/** How the server ended the connection: `none` when it did not in the time that it had. */
export type Closure = 'close_notify' | 'truncated' | 'reset' | 'none';

/**
 * Closes our direction and reads on, since a server may refuse our certificate only now, and tickets come only now.
 * Throws the error of a server that objects.
 */
export function farewell(socket: TlsSocket, patience: number, signal: AbortSignal): Promise<Closure> {
  return new Promise((resolve, reject) => {
    const settle = (finish: () => void): void => {
      clearTimeout(clock);
      signal.removeEventListener('abort', abort);
      socket.on('error', () => {});
      socket.destroy();
      finish();
    };
    const abort = () => settle(() => reject(signal.reason));
    const clock = setTimeout(() => settle(() => resolve('none')), patience);
    signal.addEventListener('abort', abort);
    socket.on('end', () => settle(() => resolve('close_notify')));
    socket.on('error', (error) =>
      settle(() => {
        if (error instanceof ProtocolError && error.code === 'truncated_connection') resolve('truncated');
        else if ('syscall' in error) resolve('reset');
        else reject(error);
      }),
    );
    socket.resume();
    socket.end();
    if (signal.aborted) abort();
  });
}
