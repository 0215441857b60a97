/** `handfast connect --dtls`: the same handshake over UDP, with what gets lost on the way. */

import { lookup } from 'node:dns/promises';
import { once } from 'node:events';
import type { Transform } from 'node:stream';
import { setTimeout as startTimer } from 'node:timers';
import { setTimeout } from 'node:timers/promises';
import { type ConnectionInfo, type Observer, ProtocolError } from 'handfast';
import {
  connectDatagramWith,
  type DatagramSocket,
  type DatagramTransport,
  UdpTransport,
  udpAddress,
  udpSocket,
} from 'handfast/node';
import { CommandError, usageError } from '../command-error.ts';
import { helloEncryption } from '../connect/ech.ts';
import type { ConnectFlags } from '../connect/flags.ts';
import { humanReport } from '../connect/human-report.ts';
import { jsonReport } from '../connect/json-report.ts';
import { configOf, type Plan, planOf, srpCredentials } from '../connect/plan.ts';
import type { ConnectReport } from '../connect/report.ts';
import { writeSessions } from '../connect/session-file.ts';
import { refusedPolitely, typedTo } from '../connect/typed.ts';
import { exitCodes } from '../exit-codes.ts';
import { networkError, timeoutError } from '../explain/network.ts';
import { decidingAlert, shownChain } from '../explain/seen.ts';
import { tlsError } from '../explain/tls.ts';
import { withoutMisuse } from '../misuse.ts';
import { protocolOptions } from '../protocol.ts';
import { createRecorder, type Recorder } from '../show/recorder.ts';
import type { Surroundings } from '../surroundings.ts';
import { showTarget } from '../target.ts';
import { screenOn } from '../terminal/screen.ts';
import type { DatagramFlags } from './flags.ts';
import { lossy } from './lossy-transport.ts';
import { notesOn } from './notes.ts';
import { overDatagrams } from './options.ts';

type Flags = ConnectFlags & DatagramFlags;

/** Connects, reports, exchanges datagrams. Returns the exit code; throws `CommandError` for what the user got wrong. */
export async function connectOverDatagrams(target: string, flags: Flags, around: Surroundings): Promise<number> {
  if (flags.get !== undefined) throw usageError('there is no HTTP over datagrams', 'leave out --get');
  const protocol = {
    ...overDatagrams(await protocolOptions(flags, srpCredentials(flags)), flags),
    encryptedClientHello: await helloEncryption(flags),
  };
  const plan = planOf(target, flags, around.env);
  const config = configOf(flags, around.env, plan, protocol);
  const report = flags.json === true ? jsonReport(flags, plan, around) : humanReport(flags, plan, around);
  const recorder = createRecorder((rung) => report.rung(rung));
  try {
    const address = await addressOf(plan);
    report.reached(address);
    await converse(await open(address, config, plan, flags, around, recorder), plan, flags, around, report);
    report.done(undefined);
    return exitCodes.success;
  } catch (error) {
    const explained = explain(error, plan, recorder);
    if (!(explained instanceof CommandError)) throw explained;
    report.failed(explained);
    return explained.explanation.exitCode;
  } finally {
    plan.capture?.close();
  }
}

/** The address of the target, within its time. Throws `CommandError` when there is none. */
async function addressOf({ target, family, timeout }: Plan): Promise<string> {
  const { host } = target;
  const patience = new AbortController();
  const late = setTimeout(timeout, undefined, { signal: patience.signal }).then(
    () => {
      throw timeoutError(`the address of ${host}`, timeout / 1000, 'check the name, and whether DNS works');
    },
    () => undefined,
  );
  try {
    const found = lookup(host, { family }).catch((error: unknown) => {
      throw networkError(error, target);
    });
    return ((await Promise.race([found, late])) as Awaited<typeof found>).address;
  } finally {
    patience.abort();
  }
}

/** A handshake that has begun, over UDP that may lose some of it on purpose. */
async function open(
  address: string,
  config: ReturnType<typeof configOf>,
  plan: Plan,
  flags: Flags,
  { stderr, env }: Surroundings,
  recorder: Recorder,
): Promise<DatagramSocket> {
  const notes = notesOn(screenOn(stderr, env, flags.color, flags.json === true || flags.quiet), recorder);
  const observer: Observer = { ...recorder.observer, ...notes.observer };
  const transport = await transportTo(address, plan);
  return withoutMisuse(() =>
    connectDatagramWith(config, {
      ...plan.target,
      serverName: plan.serverName,
      earlyData: plan.earlyData,
      transport: lossy(transport, flags, notes.onLost),
      address: udpAddress(address, plan.target.port),
      observer: plan.capture?.observing(observer) ?? observer,
    }),
  );
}

/** What is recorded says where it comes from: that has to be known first. */
async function transportTo(address: string, { capture, target }: Plan): Promise<DatagramTransport> {
  const udp = udpSocket(address);
  const transport = new UdpTransport(udp);
  if (capture === undefined) return transport;
  udp.bind();
  const probe = udpSocket(address);
  probe.connect(target.port, address);
  await Promise.all([once(udp, 'listening'), once(probe, 'connect')]);
  const local = { address: probe.address().address, port: udp.address().port };
  probe.close();
  return capture.tapDatagrams(transport, local);
}

async function converse(
  socket: DatagramSocket,
  plan: Plan,
  flags: Flags,
  around: Surroundings,
  report: ConnectReport,
): Promise<void> {
  const patience = Math.min(silence, plan.timeout);
  try {
    report.established(await secured(socket, around.signal));
    socket.on('renegotiated', (info) => report.renegotiated(info));
    socket.on('renegotiationRefused', () => report.notRenegotiated(refusedPolitely));
    if (flags.json !== true) await talk(socket, typedTo(socket, flags, around, report), around, patience);
    // Tickets come after the handshake.
    else if (flags.sessionOut !== undefined) await setTimeout(patience, undefined, { signal: around.signal });
  } finally {
    socket.close();
    if (flags.sessionOut !== undefined && plan.sessions !== undefined) writeSessions(flags.sessionOut, plan.sessions);
  }
}

function secured(socket: DatagramSocket, signal: AbortSignal): Promise<ConnectionInfo> {
  return new Promise((resolve, reject) => {
    socket.once('secureConnect', resolve);
    socket.on('error', reject);
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}

/** Standard input goes out piece by piece, through `typed`. After its end the answers have a moment to come. */
function talk(
  socket: DatagramSocket,
  typed: Transform,
  { stdin, stdout, signal }: Surroundings,
  patience: number,
): Promise<void> {
  return new Promise<void>((resolve, reject) => {
    let last: NodeJS.Timeout | undefined;
    const wind = (): void => {
      if (!typed.readableEnded) return;
      clearTimeout(last);
      last = startTimer(resolve, patience);
    };
    socket.on('message', (data) => {
      stdout.write(data);
      wind();
    });
    socket.on('close', resolve);
    socket.on('error', reject);
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
    typed.on('data', (data: Uint8Array) => {
      for (let at = 0; at < data.length; at += longestPiece) socket.send(data.subarray(at, at + longestPiece));
    });
    typed.once('end', wind);
    stdin.pipe(typed);
  }).finally(() => {
    stdin.unpipe(typed);
    stdin.pause();
  });
}

function explain(error: unknown, { target, timeout }: Plan, { rungs }: Recorder): unknown {
  const mute = rungs.every(({ direction }) => direction === 'sent');
  if (mute && error instanceof ProtocolError && error.code === 'handshake_timeout') {
    const fix = 'nobody may listen there, or something between drops UDP';
    return timeoutError(`an answer of ${showTarget(target)}`, timeout / 1000, fix);
  }
  const seen = { alert: decidingAlert(rungs, 'client'), chain: shownChain(rungs), first: new Uint8Array(0) };
  return tlsError(error, seen) ?? error;
}

/** Bytes that every path carries in one datagram, with what protects them. */
const longestPiece = 1200;
/** Milliseconds without an answer that end a conversation whose input has ended. */
const silence = 1000;
