/** `handfast connect`: a verified TLS connection that shows how it came to be. */

import { once } from 'node:events';
import type { Socket } from 'node:net';
import type { ConnectionInfo } from 'handfast';
import { CommandError } from '../command-error.ts';
import { type Closure, farewell } from '../exchange/farewell.ts';
import { pipeBothWays } from '../exchange/pipe.ts';
import { exitCodes } from '../exit-codes.ts';
import { protocolOptions } from '../protocol.ts';
import { createRecorder } from '../show/recorder.ts';
import type { Surroundings } from '../surroundings.ts';
import { version } from '../tool.ts';
import { helloEncryption } from './ech.ts';
import type { ConnectFlags } from './flags.ts';
import { type Secured, secure } from './handshake.ts';
import { humanReport } from './human-report.ts';
import { jsonReport } from './json-report.ts';
import { configOf, type HelloOptions, type Plan, planOf, srpCredentials } from './plan.ts';
import type { ConnectReport } from './report.ts';
import { writeSessions } from './session-file.ts';
import { openTcp } from './tcp.ts';
import { refusedPolitely, typedTo } from './typed.ts';

/** Connects, reports, exchanges data. Returns the exit code; throws `CommandError` for what the user got wrong. */
export async function connectCommand(target: string, flags: ConnectFlags, around: Surroundings): Promise<number> {
  const plan = planOf(target, flags, around.env);
  const protocol = {
    ...(await protocolOptions(flags, srpCredentials(flags))),
    encryptedClientHello: await helloEncryption(flags),
  };
  const report = flags.json ? jsonReport(flags, plan, around) : humanReport(flags, plan, around);
  try {
    report.done(await run(plan, flags, around, report, protocol));
    return exitCodes.success;
  } catch (error) {
    if (!(error instanceof CommandError) || isAboutFlags(error)) throw error;
    report.failed(error);
    return error.explanation.exitCode;
  } finally {
    plan.capture?.close();
  }
}

async function run(
  plan: Plan,
  flags: ConnectFlags,
  around: Surroundings,
  report: ConnectReport,
  protocol: HelloOptions,
): Promise<Closure | undefined> {
  // The kernel connects while we read certificates.
  const connecting = openTcp(plan, around.signal);
  const config = configOrClose(() => configOf(flags, around.env, plan, protocol), connecting);
  const tcp = await connecting;
  report.reached(`${tcp.remoteAddress}`);
  const recorder = createRecorder((rung) => report.rung(rung));
  const secured = await secure(tcp, config, plan, recorder, around.signal);
  report.established(secured.info);
  const { socket } = secured;
  socket.on('renegotiated', (info: ConnectionInfo) => report.renegotiated(info));
  socket.on('renegotiationRefused', () => report.notRenegotiated(refusedPolitely));
  try {
    return await exchange(secured, plan, flags, around, report);
  } catch (error) {
    throw secured.explain(error);
  } finally {
    socket.destroy();
    if (flags.sessionOut !== undefined && plan.sessions !== undefined) writeSessions(flags.sessionOut, plan.sessions);
  }
}

/** A mistake in the flags is found while the connection is already on its way: then nobody waits for it. */
function configOrClose(
  make: () => ReturnType<typeof configOf>,
  connecting: Promise<Socket>,
): ReturnType<typeof configOf> {
  try {
    return make();
  } catch (error) {
    connecting.then(
      (tcp) => tcp.destroy(),
      () => {},
    );
    throw error;
  }
}

async function exchange(
  { socket }: Secured,
  plan: Plan,
  flags: ConnectFlags,
  around: Surroundings,
  report: ConnectReport,
): Promise<Closure | undefined> {
  const { signal, stdout } = around;
  if (plan.get !== undefined) {
    const { httpGet } = await import('../exchange/http-get.ts');
    const wanted = {
      host: plan.serverName,
      port: plan.target.port,
      path: plan.get,
      userAgent: `handfast/${version()}`,
      patience: plan.timeout,
      signal,
    };
    const sink = {
      head: report.response,
      body: report.body,
      drained: () => once(stdout, 'drain', { signal }),
    };
    if (socket.errored !== null) throw socket.errored;
    await httpGet(socket, wanted, sink);
    return undefined;
  }
  if (flags.json) return farewell(socket, Math.min(plan.timeout, lastWords), signal);
  await pipeBothWays(socket, around, plan.timeout, typedTo(socket, flags, around, report));
  return undefined;
}

const isAboutFlags = ({ explanation: { exitCode } }: CommandError): boolean =>
  exitCode === exitCodes.usage || exitCode === exitCodes.input;

/** Milliseconds that a server has to object to a finished handshake when no data follows. */
const lastWords = 1000;
