/** What `handfast serve --json` writes about clients: each event is one line of JSON, after the line that says where it listens. */

import type { ConnectionInfo } from 'handfast';
import { agreedFields, errorFields, peerFields } from '../connect/document.ts';
import { milliseconds } from '../show/ladder.ts';
import type { Recorder } from '../show/recorder.ts';
import { refusal } from './client-line.ts';

/** A handshake that was finished; `again` for a renegotiation. */
export const handshakeEvent = (
  client: string,
  info: ConnectionInfo,
  { now }: Pick<Recorder, 'now'>,
  again = false,
): object => ({
  event: again ? 'renegotiated' : 'handshake',
  client,
  milliseconds: Number(milliseconds(now())),
  serverName: info.serverName ?? null,
  ...agreedFields(info),
  peer: info.peer === undefined ? null : peerFields(info.peer),
});

/** A handshake that was not finished, and why. */
export const refusalEvent = (
  client: string,
  error: Error,
  recorder: Pick<Recorder, 'rungs'>,
  rootPath: string | undefined,
): object => ({ event: 'refused', client, ...errorFields({ explanation: refusal(error, recorder, rootPath) }) });

/** One more handshake that did not come about, and why: the connection goes on. */
export const unchangedEvent = (client: string, reason: string): object => ({
  event: 'not renegotiated',
  client,
  reason,
});

/** A client that had been let in is gone. */
export const goneEvent = (client: string): object => ({ event: 'closed', client });
