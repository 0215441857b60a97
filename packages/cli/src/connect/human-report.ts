/** What people see of `handfast connect`: the ladder, what was agreed on, the chain and its verdict, on stderr. */

import type { ConnectionInfo, ProtocolError } from 'handfast';
import { type CommandError, sentenceOf } from '../command-error.ts';
import { exitCodes } from '../exit-codes.ts';
import { shownChain } from '../explain/seen.ts';
import { certificateFault } from '../explain/tls.ts';
import { showChain, verdictOn } from '../show/chain.ts';
import { ladderHead, ladderMargin, ladderRung, legend } from '../show/ladder.ts';
import { showParameters } from '../show/parameters.ts';
import type { Rung } from '../show/recorder.ts';
import { showTrace } from '../show/trace.ts';
import type { Surroundings } from '../surroundings.ts';
import { showTarget } from '../target.ts';
import { type Screen, screenOn } from '../terminal/screen.ts';
import type { ConnectFlags } from './flags.ts';
import type { Plan } from './plan.ts';
import type { ConnectReport } from './report.ts';

/** A report for people: everything but data goes to stderr. */
export function humanReport(flags: ConnectFlags, plan: Plan, { stdout, stderr, env }: Surroundings): ConnectReport {
  const screen = screenOn(stderr, env, flags.color, flags.quiet);
  const alarm = screenOn(stderr, env, flags.color);
  const rungs: Rung[] = [];
  let isEstablished = false;
  return {
    reached: (address) => reached(screen, plan, address),
    rung(rung) {
      rungs.push(rung);
      // After the handshake the terminal belongs to the data, unless every message is asked for.
      if (isEstablished && flags.trace !== true) return;
      screen.line(ladderRung(screen, rung));
      if (flags.trace === true) showTrace(screen, rung);
    },
    established(info) {
      isEstablished = true;
      showEstablished(screen, alarm, info, plan);
      if (flags.status === true && info.peer?.ocspResponse === undefined) {
        screen.line(`  ${screen.paint('bold', 'OCSP'.padEnd(13))} no stapled response came\n`);
      }
    },
    renegotiating() {
      isEstablished = false;
      screen.line(`\n  ${screen.paint('bold', 'RENEGOTIATING')}`);
    },
    renegotiated(info) {
      isEstablished = true;
      showEstablished(screen, alarm, info, plan);
      screen.line(`  ${screen.paint('green', 'OK')} renegotiated: all keys are new\n`);
    },
    notRenegotiated(why) {
      isEstablished = true;
      screen.line(`  not renegotiated: ${why}; the connection goes on\n`);
    },
    response({ httpVersion, status, reason }) {
      screen.line(`  ${screen.paint('bold', 'Response'.padEnd(13))} HTTP/${httpVersion} ${status} ${reason}\n`);
    },
    body: (piece) => stdout.write(piece),
    done: () => {},
    failed(error) {
      const chain = error.explanation.exitCode === exitCodes.certificate ? shownChain(rungs) : [];
      screen.line();
      // Whoever pressed Ctrl-C knows.
      if (error.explanation.exitCode === exitCodes.interrupted) return;
      if (chain.length > 0) {
        showChain(screen, chain, { word: 'FAIL', sentence: 'not accepted' }, Date.now());
        screen.line();
      }
      alarm.line(failureLine(alarm, error));
    },
  };
}

/** The one sentence of a failure. */
export const failureLine = ({ paint }: Screen, { explanation }: CommandError): string =>
  `${paint('red', 'handfast:')} ${sentenceOf(explanation)}`;

/** Why a certificate that was insecurely accepted should not have been. */
export const warningLine = ({ paint }: Screen, objection: ProtocolError): string =>
  `${paint('yellow', 'WARN')} ${certificateFault(objection)}; --insecure goes on all the same`;

function reached(screen: Screen, { target }: Plan, address: string): void {
  const { paint } = screen;
  const where = showTarget(target);
  screen.line(`  ${paint('bold', where)} ${address === where ? '' : paint('dim', `at ${address}`)}\n`);
  screen.line(legend(screen));
  screen.line(ladderHead(screen, { left: 'client', right: 'server' }, ladderMargin, ''));
}

function showEstablished(screen: Screen, alarm: Screen, info: ConnectionInfo, { serverName }: Plan): void {
  screen.line();
  showParameters(screen, info);
  screen.line();
  const { peer } = info;
  if (peer === undefined) return;
  const subject = peer.publicKey === undefined ? 'Certificate' : 'Public key';
  showChain(screen, peer.chain, verdictOn(peer, serverName), Date.now(), subject);
  screen.line();
  if (peer.objection !== undefined) alarm.line(`${warningLine(alarm, peer.objection)}\n`);
}
