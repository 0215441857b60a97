/** TLS over the TCP connection: the handshake, and the sentence when it fails. */

import type { Socket } from 'node:net';
import { type ConnectionInfo, ProtocolError } from 'handfast';
import { type connectConfig, connectWith, type TlsSocket } from 'handfast/node';
import { CommandError } from '../command-error.ts';
import { exitCodes } from '../exit-codes.ts';
import { systemCode, timeoutError } from '../explain/network.ts';
import { decidingAlert, shownChain } from '../explain/seen.ts';
import { tlsError } from '../explain/tls.ts';
import { withoutMisuse } from '../misuse.ts';
import type { Recorder } from '../show/recorder.ts';
import { showTarget } from '../target.ts';
import type { Plan } from './plan.ts';

export interface Secured {
  readonly socket: TlsSocket;
  readonly info: ConnectionInfo;
  /** Explains an error of the connection, now or later. */
  readonly explain: (error: unknown) => unknown;
}

/** Runs the handshake. Throws what explains its failure, and what `signal` is aborted with. */
export function secure(
  tcp: Socket,
  config: ReturnType<typeof connectConfig>,
  plan: Plan,
  recorder: Recorder,
  signal: AbortSignal,
): Promise<Secured> {
  const observer = plan.capture?.observing(recorder.observer) ?? recorder.observer;
  plan.capture?.tap(tcp, 'client');
  const socket = withoutMisuse(() =>
    connectWith(config, {
      ...plan.target,
      socket: tcp,
      serverName: plan.serverName,
      earlyData: plan.earlyData,
      allowHalfOpen: true,
      observer,
    }),
  );
  const first = firstBytes(tcp);
  const explain = (error: unknown) => explained(error, plan, recorder, first());
  return new Promise((resolve, reject) => {
    const abort = () => socket.destroy(signal.reason);
    const failed = (error: unknown) => {
      signal.removeEventListener('abort', abort);
      reject(explain(error));
    };
    signal.addEventListener('abort', abort);
    socket.once('error', failed);
    socket.once('secureConnect', (info: ConnectionInfo) => {
      signal.removeEventListener('abort', abort);
      socket.off('error', failed);
      // A server may object before anybody else listens: `errored` keeps what it said.
      socket.on('error', () => {});
      resolve({ socket, info, explain });
    });
    if (signal.aborted) abort();
  });
}

function explained(error: unknown, plan: Plan, { rungs }: Recorder, first: Uint8Array): unknown {
  if (error instanceof ProtocolError && error.code === 'handshake_timeout' && first.length === 0) {
    const fix = 'the port may not be one for TLS: check it';
    return timeoutError(`${showTarget(plan.target)} took the connection, but an answer`, plan.timeout / 1000, fix);
  }
  const seen = { alert: decidingAlert(rungs, 'client'), chain: shownChain(rungs), first };
  return tlsError(error, seen) ?? (error instanceof Error && 'syscall' in error ? cutOff(error) : error);
}

/** TCP itself failed after it was connected. */
function cutOff(error: Error): CommandError {
  return new CommandError(
    {
      exitCode: exitCodes.handshake,
      code: systemCode(error),
      cause: `the server cut the connection off without a word (${systemCode(error)})`,
      fix: 'a firewall or the server objects: to the server name, to TLS 1.3, or to this address',
    },
    { cause: error },
  );
}

/** Keeps the first bytes that arrive, for servers that do not speak TLS. */
function firstBytes(tcp: Socket): () => Uint8Array {
  let first: Uint8Array = new Uint8Array();
  tcp.once('data', (bytes: Uint8Array) => {
    first = bytes.slice(0, 64);
  });
  return () => first;
}
