/** `handfast connect --dtls`: the same handshake over UDP, with what gets lost on the way. */

import { lookup } from 'node:dns/promises';
import type { ConnectionInfo, Observer } from 'handfast';
import { connectDatagramWith, type DatagramSocket, UdpTransport, udpAddress, udpSocket } from 'handfast/node';
import { CommandError, usageError } from '../command-error.ts';
import type { ConnectFlags } from '../connect/flags.ts';
import { humanReport } from '../connect/human-report.ts';
import { jsonReport } from '../connect/json-report.ts';
import { configOf, planOf } from '../connect/plan.ts';
import { exitCodes } from '../exit-codes.ts';
import { networkError } from '../explain/network.ts';
import { decidingAlert, shownChain } from '../explain/seen.ts';
import { tlsError } from '../explain/tls.ts';
import { protocolOptions } from '../protocol.ts';
import { createRecorder, type Recorder } from '../show/recorder.ts';
import type { Surroundings } from '../surroundings.ts';
import { screenOn } from '../terminal/screen.ts';
import type { DatagramFlags } from './flags.ts';
import { lossy } from './lossy-transport.ts';
import { notesOn } from './notes.ts';
import { overDatagrams } from './options.ts';

type Flags = ConnectFlags & DatagramFlags;

/** Connects, reports, exchanges datagrams. Returns the exit code; throws `CommandError` for what the user got wrong. */
export async function connectOverDatagrams(target: string, flags: Flags, around: Surroundings): Promise<number> {
  if (flags.get !== undefined) throw usageError('there is no HTTP over datagrams', 'leave out --get');
  if (flags.pcap !== undefined) throw usageError('--pcap writes streams, and no datagrams', 'leave it out');
  const plan = planOf(target, flags, around.env);
  const config = configOf(flags, around.env, plan, overDatagrams(await protocolOptions(flags), flags));
  const json = flags.json === true;
  const report = json ? jsonReport(flags, plan, around) : humanReport(flags, plan, around);
  const screen = screenOn(around.stderr, around.env, flags.color, json || flags.quiet);
  const recorder = createRecorder((rung) => report.rung(rung));
  const { address } = await lookup(plan.target.host, { family: plan.family }).catch((error: unknown) => {
    throw networkError(error, plan.target);
  });
  report.reached(address);
  const notes = notesOn(screen, recorder);
  const socket = connectDatagramWith(config, {
    ...plan.target,
    serverName: plan.serverName,
    transport: lossy(new UdpTransport(udpSocket(address)), flags, notes.onLost),
    address: udpAddress(address, plan.target.port),
    observer: both(recorder.observer, notes.observer),
  });
  try {
    report.established(await secured(socket, around.signal));
    if (!json) await talk(socket, around);
    report.done(undefined);
    return exitCodes.success;
  } catch (error) {
    const explained = explain(error, recorder);
    if (!(explained instanceof CommandError)) throw explained;
    report.failed(explained);
    return explained.explanation.exitCode;
  } finally {
    socket.close();
  }
}

function secured(socket: DatagramSocket, signal: AbortSignal): Promise<ConnectionInfo> {
  return new Promise((resolve, reject) => {
    socket.once('secureConnect', resolve);
    socket.on('error', reject);
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}

/** Standard input goes out piece by piece. After its end the answers have a moment to come. */
function talk(socket: DatagramSocket, { stdin, stdout, signal }: Surroundings): Promise<void> {
  return new Promise<void>((resolve, reject) => {
    let last: NodeJS.Timeout | undefined;
    const wind = (): void => {
      if (!stdin.readableEnded) return;
      clearTimeout(last);
      last = setTimeout(resolve, silence);
    };
    socket.on('message', (data) => {
      stdout.write(data);
      wind();
    });
    socket.on('close', resolve);
    socket.on('error', reject);
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
    stdin.on('data', (data: Uint8Array) => socket.send(data));
    stdin.once('end', wind);
  }).finally(() => void stdin.pause());
}

function explain(error: unknown, { rungs }: Recorder): unknown {
  return (
    tlsError(error, { alert: decidingAlert(rungs, 'client'), chain: shownChain(rungs), first: new Uint8Array(0) }) ??
    error
  );
}

const both = (one: Observer, other: Observer): Observer => ({ ...one, ...other });

/** Milliseconds without an answer that end a conversation whose input has ended. */
const silence = 1000;
