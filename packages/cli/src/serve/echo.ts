/** A server that says back what it hears. */

import type { TlsSocket } from 'handfast/node';
import { idleClock } from '../exchange/idle.ts';

/** Sends everything back, then closes when the client has closed. A client silent for `patience` ms is let go. */
export function echo(patience: number): (socket: TlsSocket) => void {
  return (socket) => {
    const clock = idleClock(patience, () => socket.destroy());
    socket.on('data', () => clock.wind());
    socket.on('close', () => clock.stop());
    socket.pipe(socket);
    clock.wind();
  };
}
