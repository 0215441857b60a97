/** An established connection, whatever its version: what the connection does with it after the handshake. */

import type { AlertName } from '../base/alert-names.ts';
import type { Awaitable } from '../base/awaitable.ts';
import type { Established } from '../handshake/established.ts';
import type { Flow } from '../handshake/flow.ts';
import type { Role } from '../handshake/tls13/keys.ts';
import type { Channel } from './channel.ts';
import type { Beginning } from './conversation.ts';
import type { EngineIo } from './engine-io.ts';
import { LiveClassic } from './live-classic.ts';
import { Live13 } from './live13.ts';
import type { Output } from './outputs.ts';
import type { RenegotiationRules } from './renegotiation.ts';

export interface Live extends Disposable {
  /** Whether one more handshake is going on, to which all messages belong until it is over. */
  readonly negotiating: boolean;
  /** Protects and sends application data. */
  write(data: Uint8Array): void;
  /** The peer sent application data. */
  dataReceived(): void;
  /** A handshake message after the handshake. */
  message(bytes: Uint8Array): void;
  /** New keys for our direction, and for theirs if asked for. Throws `MisuseError` where the version has no such thing. */
  updateWriteKey(askForTheirs: boolean): void;
  /** A server's. Throws `MisuseError` where the version has no such thing. */
  sendTickets(count: number): Awaitable<void>;
  /** A fatal alert ends the connection: its session must not be resumed. RFC 5246 §7.2.2 */
  invalidate(): void;
  /** A step that begins one more handshake, or asks for one. Throws `MisuseError` when there can be none. */
  renegotiation(full: boolean): () => void;
  /** A step of a server that asks its client for a certificate. Throws `MisuseError` when it would not answer. */
  certificateRequest(required: boolean): () => void;
  /** The peer will not answer our wish to renegotiate, if there is one without an answer: whether there was. */
  refused(): boolean;
  exportKeyingMaterial(label: string, context: Uint8Array | undefined, length: number): Uint8Array;
  /** The first Finished of the last handshake. Throws `MisuseError` where it tells no connections apart. */
  tlsUnique(): Uint8Array;
}

/** What an established connection may ask of the connection around it. */
export interface LivePort {
  /** Sends an alert that does not end the connection. */
  warn(alert: AlertName): void;
  /** Whether we have said that we write no more. */
  closing(): boolean;
  /** What the flow that was begun waits for. */
  waitingFor(): readonly string[];
  /** Tells the application. */
  tell(output: Output): void;
  /** Begins another flow, whose messages are told from others by their types. Throws `MisuseError` while one goes on. */
  begin<T>(flow: Flow<T>, done: (result: T) => void, how?: Beginning): void;
  /** Ends the flow that was begun where it stands. */
  cancel(): void;
}

/** Takes over the secrets of the handshake. */
export function liveOf(
  role: Role,
  io: EngineIo,
  channel: Channel,
  established: Established,
  port: LivePort,
  rules: RenegotiationRules,
): Live {
  return established.flow === 'tls13'
    ? new Live13(role, io, channel, established, port, rules)
    : new LiveClassic(role, io, channel, established, port, rules);
}
