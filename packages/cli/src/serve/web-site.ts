/** HTTP/1.1 on top of TLS connections: Node's HTTP server, handed sockets instead of a port. */

import { createServer } from 'node:http';
import type { TlsSocket } from 'handfast/node';
import { idleClock } from '../exchange/idle.ts';
import { staticFiles } from './static-files.ts';

/** Answers requests on each socket with files below `root`. A client idle for `patience` ms is let go. */
export function webSite(root: string, patience: number): (socket: TlsSocket) => void {
  const clocks = new WeakMap<object, ReturnType<typeof idleClock>>();
  const answer = staticFiles(root);
  const server = createServer((request, response) => {
    const clock = clocks.get(request.socket);
    clock?.stop();
    response.on('close', () => clock?.wind());
    answer(request, response);
  });
  // A client that has said all it wants to say still wants its answer.
  Object.assign(server, { httpAllowHalfOpen: true });
  return (socket) => {
    const clock = idleClock(patience, () => socket.destroy());
    clocks.set(socket, clock);
    socket.on('close', () => clock.stop());
    clock.wind();
    server.emit('connection', socket);
  };
}
