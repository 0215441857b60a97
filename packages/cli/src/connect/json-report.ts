/** What machines see of `handfast connect`: one document on stdout, whatever happens. */

import type { ConnectionInfo } from 'handfast';
import type { CommandError } from '../command-error.ts';
import type { ResponseHead } from '../exchange/http-get.ts';
import { exitCodes } from '../exit-codes.ts';
import { shownChain } from '../explain/seen.ts';
import { documentHead, documentText } from '../json-document.ts';
import type { Rung } from '../show/recorder.ts';
import type { Surroundings } from '../surroundings.ts';
import { screenOn } from '../terminal/screen.ts';
import { agreedFields, errorFields, messageFields, peerFields, refusedPeerFields } from './document.ts';
import type { ConnectFlags } from './flags.ts';
import { failureLine, warningLine } from './human-report.ts';
import type { Plan } from './plan.ts';
import type { ConnectReport } from './report.ts';

/** A report that is written when the end is known. */
export function jsonReport(flags: ConnectFlags, plan: Plan, { stdout, stderr, env }: Surroundings): ConnectReport {
  const startedAt = Date.now();
  const rungs: Rung[] = [];
  const response = { bodyLength: 0 };
  let address: string | null = null;
  let head: ResponseHead | undefined;
  let info: ConnectionInfo | undefined;
  const renegotiations: object[] = [];
  const write = (complete: boolean, ending: object): void => {
    const document = {
      ...documentHead('connect', startedAt),
      complete,
      target: { ...plan.target, serverName: plan.serverName, address },
      ...(info === undefined ? {} : agreedFields(info)),
      peer: info?.peer === undefined ? refusedPeerFields(shownChain(rungs)) : peerFields(info.peer),
      verified: (info?.peer?.path ?? info?.peer?.publicKey) !== undefined,
      messages: rungs.map((rung) => messageFields(rung, flags.trace === true)),
      ...(renegotiations.length === 0 ? {} : { renegotiations }),
      ...(head === undefined ? {} : { response: { ...head, ...response } }),
      ...ending,
    };
    stdout.write(documentText(document));
  };
  return {
    reached: (where) => {
      address = where;
    },
    rung: (rung) => rungs.push(rung),
    established(agreed) {
      info = agreed;
      const screen = screenOn(stderr, env, flags.color);
      if (agreed.peer?.objection !== undefined) screen.line(warningLine(screen, agreed.peer.objection));
    },
    renegotiating: () => {},
    renegotiated: (again) =>
      renegotiations.push({ ...agreedFields(again), peer: again.peer && peerFields(again.peer) }),
    notRenegotiated: (why) => renegotiations.push({ refused: why }),
    response: (came) => {
      head = came;
    },
    body(piece) {
      response.bodyLength += piece.length;
      return true;
    },
    done: (closure) => write(true, closure === undefined ? {} : { closure }),
    failed(error) {
      write(isConclusive(error), { error: errorFields(error) });
      const screen = screenOn(stderr, env, flags.color);
      screen.line(failureLine(screen, error));
    },
  };
}

/** A refusal is a whole answer; an interruption or a missing end is not. */
const isConclusive = ({ explanation: { exitCode } }: CommandError): boolean =>
  exitCode === exitCodes.handshake || exitCode === exitCodes.certificate || exitCode === exitCodes.unreachable;
