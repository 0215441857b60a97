/** One end of a connection that does what applications do, and what must hold for it at all times. */

import { concat } from '../../../../handfast/src/base/bytes.ts';
import { PeerAlert, ProtocolError } from '../../../../handfast/src/base/errors.ts';
import type { Connection } from '../../../../handfast/src/engine/connection.ts';
import type { Output } from '../../../../handfast/src/engine/outputs.ts';
import { claim } from '../claims.ts';

const greeting = Uint8Array.of(0x70, 0x69, 0x6e, 0x67);

export class FuzzedEndpoint {
  readonly #connection: Connection;
  readonly #sent: Uint8Array[] = [];
  #handed = 0;
  #written = 0;
  /** The peer's close_notify has come: what follows is up to us. */
  #readEnded = false;
  /** How it ended: a code, or `closed`. */
  ending: string | undefined;
  established = false;

  constructor(connection: Connection) {
    this.#connection = connection;
    this.#act();
  }

  /** Everything that it has sent. */
  get sent(): Uint8Array {
    return concat(...this.#sent);
  }

  /** What it has sent since the last call. */
  next(): Uint8Array {
    const fresh = this.#sent.slice(this.#handed);
    this.#handed = this.#sent.length;
    return concat(...fresh);
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
      this.#sent.push(output.bytes);
      return;
    }
    claim(this.ending === undefined, `${output.type} after ${this.ending}`);
    if (output.type === 'established') {
      claim(!this.established, 'established twice');
      this.established = true;
      this.#write(greeting);
    }
    if (output.type === 'data') this.#write(output.bytes.subarray(0, 8));
    if (output.type === 'end') this.#readEnded = true;
    if (output.type === 'closed') this.ending = 'closed';
    if (output.type === 'failed') this.ending = codeOf(output.error);
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
