/** `handfast serve --dtls`: sends back what comes over UDP, with one line for each client. */

import type { Socket } from 'node:dgram';
import { once } from 'node:events';
import type { ConnectionInfo } from 'handfast';
import { createDatagramServer, type DatagramSocket, UdpTransport, udpSocket } from 'handfast/node';
import { usageError } from '../command-error.ts';
import { exitCodes } from '../exit-codes.ts';
import { parsed } from '../files.ts';
import { untilStopped } from '../interruption.ts';
import { withoutMisuse } from '../misuse.ts';
import { announcementLine, type Place, showAnnouncement } from '../serve/announcement.ts';
import { type ClientReport, clientReport, type Report, watchRenegotiations } from '../serve/client-report.ts';
import { cannotListen } from '../serve/command.ts';
import { isWildcard } from '../serve/development-certificate.ts';
import type { ServeFlags } from '../serve/flags.ts';
import { type ServePlan, servePlan } from '../serve/plan.ts';
import { createRecorder, type Recorder } from '../show/recorder.ts';
import type { Surroundings } from '../surroundings.ts';
import { showTarget } from '../target.ts';
import { screenOn } from '../terminal/screen.ts';
import type { DatagramServeFlags } from './flags.ts';
import { lossy } from './lossy-transport.ts';
import { notesOn } from './notes.ts';
import { overDatagrams } from './options.ts';

type Flags = ServeFlags & DatagramServeFlags;

/** Echoes until a signal comes, or until one client is gone with `--once`. Returns the exit code. */
export async function serveDatagrams(folder: string, flags: Flags, around: Surroundings): Promise<number> {
  refuse(folder, flags);
  const plan = await servePlan(folder, { ...flags, echo: true }, around.env);
  const screen = screenOn(around.stderr, around.env, flags.color, flags.quiet);
  const udp = udpSocket(flags.host);
  try {
    await bind(udp, flags);
    const place = placeOf(flags, udp.address().port);
    const tell = (event: object): unknown => flags.json === true && around.stdout.write(`${JSON.stringify(event)}\n`);
    const serving = serve(plan, flags, { screen, tell, rootPath: plan.rootPath }, udp);
    if (flags.json === true) around.stdout.write(announcementLine(place, plan));
    showAnnouncement(screen, place, plan);
    return await Promise.race([serving, untilStopped(around.signal)]);
  } finally {
    plan.cleanUp();
  }
}

/** Throws usage errors for what datagrams cannot do. */
function refuse(folder: string, flags: Flags): void {
  if (folder !== '.') throw usageError('files are not served over datagrams', 'leave the folder out');
  if (!flags.earlyData || flags.cookies === false) return;
  const cause = 'clients show their address with a second hello, and early data comes with the first alone';
  throw usageError(cause, 'leave out --early-data, or add --no-cookies where nobody is harmed by our answers');
}

async function bind(udp: Socket, { host, port = 0 }: Flags): Promise<void> {
  udp.bind(port, host);
  try {
    await once(udp, 'listening');
  } catch (error) {
    throw cannotListen(error, host, port);
  }
}

function serve(plan: ServePlan, flags: Flags, report: Report, udp: Socket): Promise<number> {
  const recorders = new Map<string, Recorder>();
  const clock = createRecorder();
  const notes = notesOn(report.screen, clock);
  const about = (address: string): ClientReport =>
    clientReport(report, shown(address), recorders.get(address) ?? clock);
  const bare = new UdpTransport(udp);
  const transport = lossy(plan.capture?.tapDatagrams(bare, udp.address()) ?? bare, flags, notes.onLost);
  const { versions, cipherSuites, legacy, renegotiation, psks, ...options } = plan.options;
  const server = withoutMisuse(() =>
    parsed(flags.key ?? '', 'private key', () =>
      createDatagramServer({
        ...options,
        ...overDatagrams({ versions, cipherSuites, legacy, psks, renegotiation }, flags),
        transport,
        cookies: flags.cookies,
        observeClient: (address) => {
          const recorder = createRecorder();
          recorders.set(address, recorder);
          const observer = { ...recorder.observer, ...notes.observer };
          return plan.capture?.observing(observer) ?? observer;
        },
      }),
    ),
  );
  return new Promise((resolve) => {
    const end = (exitCode: number): void => {
      if (flags.once !== true) return;
      server.close();
      resolve(exitCode);
    };
    server.on('secureConnection', (socket: DatagramSocket, address: string) => {
      const client = about(address);
      client.welcome(socket.info as ConnectionInfo);
      const came = watchRenegotiations(socket, client, flags.renegotiateAfter);
      const idle = setTimeout(() => socket.close(), 6000 * flags.timeout);
      socket.on('message', (data) => {
        idle.refresh();
        socket.send(data);
        came(data);
      });
      socket.on('error', () => {});
      socket.on('close', () => {
        clearTimeout(idle);
        recorders.delete(address);
        client.gone();
        end(exitCodes.success);
      });
    });
    server.on('tlsClientError', (error, address) => {
      about(address).refused(error);
      recorders.delete(address);
      end(exitCodes.handshake);
    });
  });
}

function placeOf({ host }: Flags, port: number): Place {
  const isLocal = isWildcard(host) || host === '127.0.0.1' || host === '::1';
  const place = { host: isLocal ? 'localhost' : host, port };
  return { ...place, url: `dtls://${showTarget(place)}`, flags: ['--dtls'] };
}

/** `192.0.2.1:4433` */
function shown(address: string): string {
  const [host = '', port] = address.split(' ');
  return showTarget({ host, port: Number(port) });
}
