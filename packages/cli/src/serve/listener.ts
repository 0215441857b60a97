/** The TLS server of `handfast serve`, with one line for each client. */

import type { Socket } from 'node:net';
import type { ConnectionInfo } from 'handfast';
import { createServer, type TlsServer, type TlsSocket } from 'handfast/node';
import { exitCodes } from '../exit-codes.ts';
import { parsed } from '../files.ts';
import { withoutMisuse } from '../misuse.ts';
import { createRecorder, type Recorder } from '../show/recorder.ts';
import { showTarget } from '../target.ts';
import type { Screen } from '../terminal/screen.ts';
import { type ClientReport, clientReport, watchRenegotiations } from './client-report.ts';
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

interface Client {
  readonly report: ClientReport;
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
    clients.set(tcp, { recorder, report: clientReport({ screen, tell, rootPath: plan.rootPath }, address, recorder) });
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
    done: answerClients(server, find, plan, flags),
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
): Promise<number> {
  const patience = 6000 * flags.timeout;
  const serve = plan.root === undefined ? echo(patience) : webSite(plan.root, patience);
  return new Promise((resolve) => {
    const end = (exitCode: number) => flags.once === true && resolve(exitCode);
    server.on('secureConnection', (socket: TlsSocket) => {
      const report = find(socket)?.report;
      report?.welcome(socket.info as ConnectionInfo);
      if (report !== undefined) socket.on('close', report.gone);
      // A client that breaks off harms nobody but itself.
      socket.on('error', () => {});
      socket.on('close', () => end(exitCodes.success));
      serve(socket);
      if (report === undefined) return;
      const came = watchRenegotiations(socket, report, flags.renegotiateAfter);
      if (flags.renegotiateAfter !== undefined) socket.on('data', came);
    });
    server.on('tlsClientError', (error: Error, socket: TlsSocket) => {
      const client = find(socket);
      // Browsers and port scanners open connections that they never use.
      if (client === undefined || isUnused(error, client)) return;
      client.report.refused(error);
      end(exitCodes.handshake);
    });
  });
}

const isUnused = (error: Error, { recorder }: Client): boolean =>
  recorder.rungs.length === 0 && 'code' in error && error.code === 'truncated_connection';
