/** Who is told what happens while `handfast connect` runs: people or machines. */

import type { ConnectionInfo } from 'handfast';
import type { CommandError } from '../command-error.ts';
import type { Closure } from '../exchange/farewell.ts';
import type { ResponseHead } from '../exchange/http-get.ts';
import type { Rung } from '../show/recorder.ts';

export interface ConnectReport {
  /** TCP is there; the handshake starts. */
  reached(address: string): void;
  rung(rung: Rung): void;
  established(info: ConnectionInfo): void;
  /** One more handshake begins on the connection. */
  renegotiating(): void;
  renegotiated(info: ConnectionInfo): void;
  /** Nothing came of it, and the connection goes on. */
  notRenegotiated(why: string): void;
  /** The head of a response to `--get`. */
  response(head: ResponseHead): void;
  /** A piece of its body; returns whether more may come at once. */
  body(piece: Uint8Array): boolean;
  /** The end, if it is a good one. */
  done(closure: Closure | undefined): void;
  /** The end, if it is not. */
  failed(error: CommandError): void;
}
