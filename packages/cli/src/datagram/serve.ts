/** `handfast serve --dtls`: sends back what comes over UDP, with one line for each client. */

import { once } from 'node:events';
import { type ConnectionInfo } from 'handfast';
import { createDatagramServer, type DatagramSocket, UdpTransport, udpSocket } from 'handfast/node';
import { usageError } from '../command-error.ts';
import { exitCodes } from '../exit-codes.ts';
import { parsed } from '../files.ts';
import { untilStopped } from '../interruption.ts';
import { withoutMisuse } from '../misuse.ts';
import { refusalLine, welcomeLine } from '../serve/client-line.ts';
import { isWildcard } from '../serve/development-certificate.ts';
import type { ServeFlags } from '../serve/flags.ts';
import { type ServePlan, servePlan } from '../serve/plan.ts';
import { createRecorder, type Recorder } from '../show/recorder.ts';
import type { Surroundings } from '../surroundings.ts';
import { showTarget } from '../target.ts';
import { type Screen, screenOn } from '../terminal/screen.ts';
import type { DatagramFlags } from './flags.ts';
import { lossy } from './lossy-transport.ts';
import { notesOn } from './notes.ts';
import { overDatagrams } from './options.ts';

type Flags = ServeFlags & DatagramFlags;

/** Echoes until a signal comes, or until one client is gone with `--once`. Returns the exit code. */
export async function serveDatagrams(folder: string, flags: Flags, around: Surroundings): Promise<number> {
  if (flags.json === true || flags.pcap !== undefined) {
    throw usageError('a server over datagrams writes neither --json nor --pcap yet', 'leave them out');
  }
  const plan = await servePlan(folder, { ...flags, echo: true }, around.env);
  const screen = screenOn(around.stderr, around.env, flags.color, flags.quiet);
  const udp = udpSocket(flags.host);
  try {
    udp.bind(flags.port ?? 0, flags.host);
    await once(udp, 'listening');
    announce(screen, flags, udp.address().port, plan);
    return await Promise.race([serve(plan, flags, screen, udp), untilStopped(around.signal)]);
  } finally {
    plan.cleanUp();
  }
}

function serve(plan: ServePlan, flags: Flags, screen: Screen, udp: ReturnType<typeof udpSocket>): Promise<number> {
  const recorders = new Map<string, Recorder>();
  const clock = createRecorder();
  const notes = notesOn(screen, clock);
  const transport = lossy(new UdpTransport(udp), flags, notes.onLost);
  const { versions, cipherSuites, legacy, renegotiation, psks, ...options } = plan.options;
  const server = withoutMisuse(() =>
    parsed(flags.key ?? '', 'private key', () =>
      createDatagramServer({
        ...options,
        ...overDatagrams({ versions, cipherSuites, legacy, psks, renegotiation }, flags),
        transport,
        observeClient: (address) => {
          const recorder = createRecorder();
          recorders.set(address, recorder);
          return { ...recorder.observer, ...notes.observer };
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
      const recorder = recorders.get(address) ?? clock;
      screen.line(welcomeLine(screen, shown(address), socket.info as ConnectionInfo, recorder));
      socket.on('message', (data) => socket.send(data));
      socket.on('error', () => {});
      socket.on('close', () => end(exitCodes.success));
    });
    server.on('tlsClientError', (error, address) => {
      screen.line(refusalLine(screen, shown(address), error, recorders.get(address) ?? clock, plan.rootPath));
      end(exitCodes.handshake);
    });
  });
}

function announce(screen: Screen, { host }: Flags, port: number, { rootPath }: ServePlan): void {
  const { paint, line } = screen;
  const isLocal = isWildcard(host) || host === '127.0.0.1' || host === '::1';
  const place = showTarget({ host: isLocal ? 'localhost' : host, port });
  const row = (label: string, text: string): void => line(`  ${paint('bold', label.padEnd(8))} ${text}`);
  line();
  row('Ready', `${paint('cyan', `UDP ${place}`)}  echoing what comes`);
  if (rootPath !== undefined) row('Trust', `${rootPath}  the root, gone when this server stops`);
  row('Try', `handfast connect --dtls ${place}${rootPath === undefined ? '' : ` --ca ${rootPath}`}`);
  line(`\n  ${paint('dim', 'Ctrl-C stops. Handshakes:')}`);
}

/** `192.0.2.1:4433` */
function shown(address: string): string {
  const [host = '', port] = address.split(' ');
  return showTarget({ host, port: Number(port) });
}
