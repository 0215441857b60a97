/** An established connection, whatever its version: what the connection does with it after the handshake. */

import type { AlertName } from '../base/alert-names.ts';
import type { Awaitable } from '../base/awaitable.ts';
import type { Established } from '../handshake/established.ts';
import type { Flow } from '../handshake/flow.ts';
import type { Role } from '../handshake/tls13/keys.ts';
import type { Channel } from './channel.ts';
import type { EngineIo } from './engine-io.ts';
import { LiveClassic } from './live-classic.ts';
import { Live13 } from './live13.ts';

export interface Live extends Disposable {
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
  exportKeyingMaterial(label: string, context: Uint8Array | undefined, length: number): Uint8Array;
}

/** What an established connection may ask of the connection around it. */
export interface LivePort {
  /** Sends an alert that does not end the connection. */
  warn(alert: AlertName): void;
  /** Begins another flow, whose messages are told from others by their types. Throws `MisuseError` while one goes on. */
  begin<T>(flow: Flow<T>, done: (result: T) => void): void;
}

/** Takes over the secrets of the handshake. */
export function liveOf(role: Role, io: EngineIo, channel: Channel, established: Established, port: LivePort): Live {
  return established.flow === 'tls13'
    ? new Live13(role, io, channel, established)
    : new LiveClassic(role, io, channel, established, port);
}
