/** What `handfast serve` tells about one client: a line for people, an event for machines. */

import { type ConnectionInfo, MisuseError } from 'handfast';
import type { Recorder } from '../show/recorder.ts';
import type { Screen } from '../terminal/screen.ts';
import { goneEvent, handshakeEvent, refusalEvent, unchangedEvent } from './client-event.ts';
import { refusalLine, unchangedLine, welcomeLine } from './client-line.ts';

/** For people and for machines. */
export interface Report {
  readonly screen: Screen;
  readonly tell: (event: object) => void;
  /** The root that clients should trust, where it was made. */
  readonly rootPath: string | undefined;
}

export interface ClientReport {
  welcome(info: ConnectionInfo): void;
  renegotiated(info: ConnectionInfo): void;
  /** Nothing came of one more handshake, and the connection goes on. */
  notRenegotiated(why: string): void;
  /** The handshake failed. */
  refused(error: Error): void;
  gone(): void;
}

export const clientReport = (
  { screen, tell, rootPath }: Report,
  address: string,
  recorder: Pick<Recorder, 'rungs' | 'now'>,
): ClientReport => ({
  welcome(info) {
    screen.line(welcomeLine(screen, address, info, recorder));
    tell(handshakeEvent(address, info, recorder));
  },
  renegotiated(info) {
    screen.line(`${welcomeLine(screen, address, info, recorder)}  renegotiated`);
    tell(handshakeEvent(address, info, recorder, true));
  },
  notRenegotiated(why) {
    screen.line(unchangedLine(address, why));
    tell(unchangedEvent(address, why));
  },
  refused(error) {
    screen.line(refusalLine(screen, address, error, recorder, rootPath));
    tell(refusalEvent(address, error, recorder, rootPath));
  },
  gone: () => tell(goneEvent(address)),
});

/** What TLS and DTLS have in common here. */
interface Renegotiating {
  renegotiate(): void;
  on(event: 'renegotiated', listener: (info: ConnectionInfo) => void): unknown;
  on(event: 'renegotiationRefused', listener: () => void): unknown;
}

/** Tells about further handshakes, and wishes for one after so many bytes: gives what is to be called for each piece. */
export function watchRenegotiations(
  socket: Renegotiating,
  report: ClientReport,
  after: number | undefined,
): (piece: Uint8Array) => void {
  let received = 0;
  let asked = after === undefined;
  socket.on('renegotiated', report.renegotiated);
  socket.on('renegotiationRefused', () => report.notRenegotiated('the client refuses, politely (no_renegotiation)'));
  return ({ length }) => {
    received += length;
    if (asked || received < (after ?? 0)) return;
    asked = true;
    try {
      socket.renegotiate();
    } catch (error) {
      if (!(error instanceof MisuseError)) throw error;
      report.notRenegotiated(error.message);
    }
  };
}
