/** One end of a connection that does what applications do, and what must hold for it at all times. */

import { MisuseError, PeerAlert, ProtocolError } from '../../../../handfast/src/base/errors.ts';
import type { Connection } from '../../../../handfast/src/engine/connection.ts';
import type { Output } from '../../../../handfast/src/engine/outputs.ts';
import { claim } from '../claims.ts';

const greeting = Uint8Array.of(0x70, 0x69, 0x6e, 0x67);

export class FuzzedEndpoint {
  readonly #connection: Connection;
  /** Everything that it has sent. */
  readonly sent: Uint8Array[] = [];
  #ask: ((connection: Connection) => void) | undefined;
  #handed = 0;
  #written = 0;
  /** The peer's close_notify has come: what follows is up to us. */
  #readEnded = false;
  /** How it ended: a code, or `closed`. */
  ending: string | undefined;
  established = false;
  /** When it wants to be told the time. */
  #wakeAt: number | undefined;

  /** `ask`: what its application wants, once, when it first hears something. */
  constructor(connection: Connection, ask?: (connection: Connection) => void) {
    this.#connection = connection;
    this.#ask = ask;
    this.#act();
  }

  /** What it has sent since the last call. */
  next(): readonly Uint8Array[] {
    const fresh = this.sent.slice(this.#handed);
    this.#handed = this.sent.length;
    return fresh;
  }

  receive(bytes: Uint8Array): void {
    this.#connection.receive(bytes);
    this.#act();
  }

  /** The transport ends; nothing may follow that. */
  end(): void {
    this.#connection.receiveEnd();
    this.#act();
    if (this.#readEnded) this.close();
    claim(this.ending !== undefined, 'the transport ended and the connection did not');
    this.#connection.receive(greeting);
    this.#connection.tick(Number.MAX_SAFE_INTEGER);
    claim(this.#connection.take().length === 0, 'something follows the end');
  }

  /** Time passes as far as it wants, then the transport is taken away: it must not want for ever. */
  waitAndEnd(): void {
    for (let waits = 0; this.#wakeAt !== undefined && this.ending === undefined; waits++) {
      claim(waits < 100, 'it wants to be woken again and again');
      this.tick(this.#wakeAt);
    }
    claim(this.ending !== undefined || this.established, 'it waits without a limit');
    if (this.ending === undefined) this.end();
  }

  tick(now: number): void {
    this.#connection.tick(now);
    this.#act();
  }

  close(): void {
    this.#connection.close();
    this.#act();
  }

  #act(): void {
    for (let outputs = this.#connection.take(); outputs.length > 0; outputs = this.#connection.take()) {
      for (const output of outputs) this.#one(output);
    }
    claim(!this.#connection.busy, 'it waits for something, although cryptography answers at once');
  }

  #one(output: Output): void {
    if (output.type === 'send') {
      claim(this.ending === undefined || this.ending !== 'closed', 'it sends after it has closed');
      this.sent.push(output.bytes);
      return;
    }
    claim(this.ending === undefined, `${output.type} after ${this.ending}`);
    if (output.type === 'wake') this.#wakeAt = output.at;
    if (output.type === 'established') {
      claim(!this.established || output.renegotiated === true, 'established twice');
      this.established = true;
      this.#write(greeting);
    }
    if (output.type === 'data') {
      this.#askOnce();
      this.#write(output.bytes.subarray(0, 8));
    }
    if (output.type === 'end') this.#readEnded = true;
    if (output.type === 'closed') this.ending = 'closed';
    if (output.type === 'failed') this.ending = codeOf(output.error);
  }

  /** Not every connection can do everything. */
  #askOnce(): void {
    const ask = this.#ask;
    this.#ask = undefined;
    try {
      ask?.(this.#connection);
    } catch (error) {
      if (!(error instanceof MisuseError)) throw error;
    }
  }

  /** An application that answers, but not for ever. */
  #write(bytes: Uint8Array): void {
    if (this.#written++ < 8) this.#connection.write(bytes);
  }
}

function codeOf(error: unknown): string {
  claim(error instanceof ProtocolError || error instanceof PeerAlert, `it ends with ${String(error)}`);
  if (error.code === 'internal_error') throw new Error('our own mistake', { cause: error });
  return error.code;
}
