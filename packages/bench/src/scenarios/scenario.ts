/** What the two ends do with their connections, and what is counted. */

import type { Duplex } from 'node:stream';

export interface Scenario {
  readonly title: string;
  readonly unit: string;
  /** Whether clients come back with sessions. */
  readonly resumes?: boolean;
  /** The server's part, for each connection. */
  serve(socket: Duplex): void;
  /** The client's part, for about so many seconds: how many units in a second. */
  drive(connect: () => Promise<Duplex>, seconds: number): Promise<number>;
}

/** Errors of connections that are being torn down at the end of a run do not count. */
export function ignoreErrors(socket: Duplex): void {
  socket.on('error', () => undefined);
}
