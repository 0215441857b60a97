/** The two ends of the echo conversation over any Duplex that speaks TLS. */

import { once } from 'node:events';
import type { Server } from 'node:net';
import type { Duplex } from 'node:stream';

/** Listens on a free port, holds one conversation as `talk` does it, and gives its socket when it went well. */
export async function serveOne<Socket extends Duplex>(
  listener: Server,
  listening: (port: number) => void,
  signal: AbortSignal,
  talk: (socket: Socket) => Promise<void>,
): Promise<Socket> {
  listener.listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const address = listener.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const served = new Promise<Socket>((resolve, reject) => {
    signal.addEventListener('abort', () => reject(new Error('stopped while it waited for a handshake')));
    // The conversation begins within the event: an error that follows at once must find somebody who listens.
    listener.on('secureConnection', (socket: Socket) => talk(socket).then(() => resolve(socket), reject));
    listener.on('tlsClientError', reject);
  });
  listening(address.port);
  return served.finally(() => listener.close());
}

/** The server's end: gives back the first line, waits for the client's end, then ends. Throws where the stream does. */
export async function echo(
  stream: Duplex,
  signal: AbortSignal,
  beforeEcho: () => void | Promise<void> = () => {},
): Promise<void> {
  await converse(stream, signal, (received) => {
    if (!received.endsWith('\n')) return;
    Promise.resolve(beforeEcho()).then(
      () => stream.write(received),
      (error: Error) => stream.destroy(error),
    );
  });
  stream.end();
  await closed(stream, signal);
}

/** The client's end: sends the line, waits for its echo, ends, and waits for the server's end. */
export async function say(stream: Duplex, line: string, signal: AbortSignal): Promise<void> {
  stream.write(`${line}\n`);
  const received = await converse(stream, signal, (text) => {
    if (text.endsWith('\n')) stream.end();
  });
  if (received !== `${line}\n`) throw new Error(`the echo is not what was sent: ${received.length} bytes`);
  await closed(stream, signal);
}

/** Collects what comes until the peer ends; `heard` gets all of it each time. */
function converse(stream: Duplex, signal: AbortSignal, heard: (received: string) => void): Promise<string> {
  return new Promise((resolve, reject) => {
    let received = '';
    signal.addEventListener('abort', () => {
      stream.destroy();
      reject(new Error('stopped while it waited for data'));
    });
    stream
      .setEncoding('latin1')
      .on('data', (text: string) => {
        received += text;
        heard(received);
      })
      .on('end', () => resolve(received))
      .on('error', reject)
      .on('close', () => reject(new Error('the stream was closed without an end')));
  });
}

function closed(stream: Duplex, signal: AbortSignal): Promise<void> {
  if (stream.closed) return Promise.resolve();
  return new Promise((resolve, reject) => {
    signal.addEventListener('abort', () => reject(new Error('stopped while it waited for the close')));
    stream.on('close', resolve).on('error', reject);
  });
}
