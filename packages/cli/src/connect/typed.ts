/** What is typed to a server: data, and lines that begin one more handshake. */

import { PassThrough, type Transform } from 'node:stream';
import { MisuseError } from 'handfast';
import { CommandLines } from '../exchange/commands.ts';
import type { Surroundings } from '../surroundings.ts';
import type { ConnectFlags } from './flags.ts';
import type { ConnectReport } from './report.ts';

/** At a terminal, or where renegotiation is asked for, a line with a single R begins it. */
export function typedTo(
  socket: { renegotiate(): void },
  flags: ConnectFlags,
  { stdin }: Surroundings,
  report: ConnectReport,
): Transform {
  const isInteractive = 'isTTY' in stdin && stdin.isTTY === true;
  if (!isInteractive && flags.renegotiate === undefined) return new PassThrough();
  return new CommandLines(() => {
    try {
      report.renegotiating();
      socket.renegotiate();
    } catch (error) {
      if (!(error instanceof MisuseError)) throw error;
      report.notRenegotiated(error.message);
    }
  });
}

/** What the report says of a server that does not want one more handshake. */
export const refusedPolitely = 'the server refuses, politely (no_renegotiation)';
