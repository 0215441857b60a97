/** One interface for everyone who looks on: key log, ladder, trace, studio. The engine itself logs nothing. */

import type { Epoch } from '../handshake/io.ts';
import type { KeyLogLabel } from '../schedule/key-log.ts';
import type { Dialect } from '../wire/handshake.ts';

export type Direction = 'sent' | 'received';

export interface RecordEvent {
  readonly direction: Direction;
  /** Content type; for a protected record the one inside. */
  readonly type: number;
  /** Length in bytes of the content. */
  readonly length: number;
  readonly epoch: Epoch;
  /** Of a protected record that came in a datagram: whether none that was sent later has come. */
  readonly newest?: boolean;
}

export interface MessageEvent {
  readonly direction: Direction;
  readonly name: string;
  /** The whole message, header included. Valid during the call only. */
  readonly bytes: Uint8Array;
  readonly body: unknown;
  /** The messages among which this is one: annotate with `handshakeMessage(dialect)`. */
  readonly dialect: Dialect;
  readonly epoch: Epoch;
}

export interface AlertEvent {
  readonly direction: Direction;
  readonly level: number;
  readonly description: number;
  readonly epoch: Epoch;
}

export interface RetransmissionEvent {
  readonly reason: 'timeout' | 'repeated' | 'acknowledged';
  readonly messages: number;
}

/** Every method is optional. An observer must not change anything, and what it throws ends the connection. */
export interface Observer {
  record?(event: RecordEvent): void;
  message?(event: MessageEvent): void;
  /** A ClientHello that is hidden in another: told before the one around it is sent, or after it has come. RFC 9849 */
  hiddenHello?(event: MessageEvent): void;
  /** A ChangeCipherSpec went by. */
  changeCipherSpec?(event: { readonly direction: Direction }): void;
  alert?(event: AlertEvent): void;
  /** A secret that a key log wants. Whoever has it can read the connection. */
  secret?(label: KeyLogLabel, clientRandom: Uint8Array, secret: Uint8Array): void;
  /** A datagram went by, whether there was anything in it or not. */
  datagram?(event: { readonly direction: Direction; readonly length: number }): void;
  /** A flight of so many messages is sent again: nobody answered, the peer repeats itself, or it has heard only some. */
  retransmission?(event: RetransmissionEvent): void;
  /** The handshake waits for one of these messages. */
  wait?(allow: readonly string[]): void;
}

/** One observer that tells all of these, in order. */
export function observers(...all: readonly Observer[]): Observer {
  return {
    record: (event) => all.forEach((one) => one.record?.(event)),
    message: (event) => all.forEach((one) => one.message?.(event)),
    hiddenHello: (event) => all.forEach((one) => one.hiddenHello?.(event)),
    changeCipherSpec: (event) => all.forEach((one) => one.changeCipherSpec?.(event)),
    alert: (event) => all.forEach((one) => one.alert?.(event)),
    secret: (...secret) => all.forEach((one) => one.secret?.(...secret)),
    datagram: (event) => all.forEach((one) => one.datagram?.(event)),
    retransmission: (event) => all.forEach((one) => one.retransmission?.(event)),
    wait: (allow) => all.forEach((one) => one.wait?.(allow)),
  };
}
