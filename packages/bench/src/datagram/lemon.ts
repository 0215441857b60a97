/** lemon-tls under measurement: one server for all clients. */

import { freePort } from './free-port.ts';
import { inTime, type Subject } from './subject.ts';

/** As much of it as is used. */
interface Library {
  createDTLSServer(options: object, listener: (socket: Socket) => void): Server;
  connectDTLS(options: object): Socket;
}

interface Socket {
  on(name: 'connect', listener: () => void): void;
  on(name: 'data', listener: (data: Uint8Array) => void): void;
  on(name: 'error', listener: (error: unknown) => void): void;
  send(data: Uint8Array): void;
  close(): void;
}

interface Server {
  listen(port: number, host: string): void;
  close(): void;
}

export async function lemon(
  { createDTLSServer, connectDTLS }: Library,
  version: 'DTLS 1.2' | 'DTLS 1.3',
  cert: string,
  key: string,
): Promise<Subject> {
  let received = 0;
  const row = { minVersion: version.replace(' ', 'v'), maxVersion: version.replace(' ', 'v') };
  const server = createDTLSServer({ cert, key, useCookies: true, ...row }, (socket) =>
    socket.on('data', ({ length }) => {
      received += length;
    }),
  );
  const port = await freePort();
  server.listen(port, '127.0.0.1');
  return {
    name: `lemon-tls, ${version}`,
    async join() {
      const socket = connectDTLS({
        host: '127.0.0.1',
        port,
        servername: 'localhost',
        rejectUnauthorized: false,
        ...row,
      });
      await inTime((done, failed) => {
        socket.on('connect', done);
        socket.on('error', failed);
      });
      return { send: (data) => socket.send(data), received: () => received, close: () => socket.close() };
    },
    close: () => server.close(),
  };
}
