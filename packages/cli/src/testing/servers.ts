/** Servers on free ports of loopback, gone when the test is over. */

import { once } from 'node:events';
import { type AddressInfo, createServer as createTcpServer, type Server, type Socket } from 'node:net';
import { type CreateServerOptions, createServer, type TlsSocket } from 'handfast/node';
import { onTestFinished } from 'vitest';

/** The port of a TLS server; clients are closed at once unless `serve` does something else with them. */
export function tlsServer(options: CreateServerOptions, serve = goodbye): Promise<number> {
  return listening(
    createServer({ allowHalfOpen: true, ...options }, (socket) => {
      socket.on('error', () => {});
      serve(socket);
    }),
  );
}

/** The port of a server that does with TCP what it likes. */
export const tcpServer = (serve: (socket: Socket) => void): Promise<number> => listening(createTcpServer(serve));

/** A port where nobody listens. */
export async function deadPort(): Promise<number> {
  const server = createTcpServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

function goodbye(socket: TlsSocket): void {
  socket.resume();
  socket.end();
}

async function listening(server: Server): Promise<number> {
  const open = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    open.add(socket);
    socket.on('error', () => {});
  });
  onTestFinished(() => {
    for (const socket of open) socket.destroy();
    server.close();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}
