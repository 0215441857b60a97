/** The TLS server of `handfast serve`, with one line for each client. */

import type { Socket } from 'node:net';
import { type ConnectionInfo, MisuseError } from 'handfast';
import { createServer, type TlsServer, type TlsSocket } from 'handfast/node';
import { exitCodes } from '../exit-codes.ts';
import { parsed } from '../files.ts';
import { withoutMisuse } from '../misuse.ts';
import { createRecorder, type Recorder } from '../show/recorder.ts';
import { showTarget } from '../target.ts';
import type { Screen } from '../terminal/screen.ts';
import { goneEvent, handshakeEvent, refusalEvent } from './client-event.ts';
import { refusalLine, welcomeLine } from './client-line.ts';
import { echo } from './echo.ts';
import type { ServeFlags } from './flags.ts';
import type { ServePlan } from './plan.ts';
import { webSite } from './web-site.ts';

export interface Listener {
  readonly server: TlsServer;
  /** With `--once`: the exit code, when the first client is gone. */
  readonly done: Promise<number>;
  /** Lets go of every client. */
  stop(): void;
}

/** For people and for machines. */
interface Report {
  readonly screen: Screen;
  readonly tell: (event: object) => void;
}

interface Client {
  readonly address: string;
  readonly recorder: Recorder;
}

/** A server that does not listen yet; `tell` is told what happens. Throws usage errors and errors about files. */
export function startListener(
  plan: ServePlan,
  flags: ServeFlags,
  screen: Screen,
  tell: (event: object) => void,
): Listener {
  const clients = new WeakMap<object, Client>();
  const open = new Set<Socket>();
  const observeClient = (tcp: Socket) => {
    const address = showTarget({ host: tcp.remoteAddress ?? 'unknown', port: tcp.remotePort ?? 0 });
    const recorder = createRecorder();
    clients.set(tcp, { address, recorder });
    open.add(tcp);
    tcp.on('close', () => open.delete(tcp));
    plan.capture?.tap(tcp, 'server');
    return plan.capture?.observing(recorder.observer) ?? recorder.observer;
  };
  const server = withoutMisuse(() =>
    parsed(flags.key ?? '', 'private key', () => createServer({ ...plan.options, observeClient })),
  );
  const find = (socket: TlsSocket) => clients.get(socket.transport);
  return {
    server,
    done: answerClients(server, find, plan, flags, { screen, tell }),
    stop() {
      server.close();
      for (const tcp of open) tcp.destroy();
    },
  };
}

function answerClients(
  server: TlsServer,
  find: (socket: TlsSocket) => Client | undefined,
  plan: ServePlan,
  flags: ServeFlags,
  report: Report,
): Promise<number> {
  const { screen, tell } = report;
  const patience = 6000 * flags.timeout;
  const serve = plan.root === undefined ? echo(patience) : webSite(plan.root, patience);
  return new Promise((resolve) => {
    const end = (exitCode: number) => flags.once === true && resolve(exitCode);
    server.on('secureConnection', (socket: TlsSocket) => {
      const client = find(socket);
      if (client !== undefined) {
        const info = socket.info as ConnectionInfo;
        screen.line(welcomeLine(screen, client.address, info, client.recorder));
        tell(handshakeEvent(client.address, info, client.recorder));
        socket.on('close', () => tell(goneEvent(client.address)));
      }
      // A client that breaks off harms nobody but itself.
      socket.on('error', () => {});
      socket.on('close', () => end(exitCodes.success));
      serve(socket);
      if (client !== undefined) reportRenegotiation(socket, client, flags, report);
    });
    server.on('tlsClientError', (error: Error, socket: TlsSocket) => {
      const client = find(socket);
      // Browsers and port scanners open connections that they never use.
      if (client === undefined || isUnused(error, client)) return;
      screen.line(refusalLine(screen, client.address, error, client.recorder, plan.rootPath));
      tell(refusalEvent(client.address, error, client.recorder, plan.rootPath));
      end(exitCodes.handshake);
    });
  });
}

/** A line for each handshake that is not the first, and with `--renegotiate-after` a wish for one. */
function reportRenegotiation(
  socket: TlsSocket,
  client: Client,
  { renegotiateAfter }: ServeFlags,
  { screen, tell }: Report,
): void {
  socket.on('renegotiated', (info: ConnectionInfo) => {
    screen.line(`${welcomeLine(screen, client.address, info, client.recorder)}  renegotiated`);
    tell(handshakeEvent(client.address, info, client.recorder, true));
  });
  if (renegotiateAfter === undefined) return;
  let received = 0;
  const count = (data: Uint8Array) => {
    received += data.length;
    if (received < renegotiateAfter) return;
    socket.off('data', count);
    try {
      socket.renegotiate();
    } catch (error) {
      if (!(error instanceof MisuseError)) throw error;
      screen.line(`        ${client.address.padEnd(21)} not renegotiated: ${error.message}`);
    }
  };
  socket.on('data', count);
}

const isUnused = (error: Error, { recorder }: Client): boolean =>
  recorder.rungs.length === 0 && 'code' in error && error.code === 'truncated_connection';
