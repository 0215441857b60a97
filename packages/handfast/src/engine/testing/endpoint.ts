/** A connection under test, with everything it has said. */

import { concat } from '../../base/bytes.ts';
import type { PeerAlert, ProtocolError } from '../../base/errors.ts';
import type { Connection } from '../connection.ts';
import type { ConnectionInfo } from '../info.ts';
import type { Observer } from '../observer.ts';
import type { Output } from '../outputs.ts';

export class Endpoint {
  readonly connection: Connection;
  /** All outputs but the bytes to send. */
  readonly outputs: Output[] = [];
  /** How many bytes went to the transport each time: one entry for each write. */
  readonly writes: number[] = [];
  /** Handshake messages in both directions, such as `< ServerHello`. */
  readonly messages: string[];
  /** The connection's own copies of its secrets: zeros once they are wiped. */
  readonly secrets: ReadonlyMap<string, Uint8Array>;
  /** Bytes that came after `failed` or `closed`, which nothing may follow. */
  bytesAfterEnd = 0;
  #unsent: Uint8Array[] = [];

  constructor(make: (observer: Observer) => Connection) {
    const messages: string[] = [];
    const secrets = new Map<string, Uint8Array>();
    this.messages = messages;
    this.secrets = secrets;
    this.connection = make({
      message: ({ direction, name }) => messages.push(`${direction === 'sent' ? '>' : '<'} ${name}`),
      secret: (label, _clientRandom, secret) => secrets.set(label, secret),
    });
    this.connection.onProgress = () => this.#collect();
    this.#collect();
  }

  /** Uses the connection, and takes what it has to say. Like an adapter it looks nowhere else but in `onProgress`. */
  use(act: (connection: Connection) => void): void {
    act(this.connection);
    this.#collect();
  }

  #collect(): void {
    for (const output of this.connection.take()) {
      if (output.type !== 'send') this.outputs.push(output);
      else {
        if (this.over) this.bytesAfterEnd += output.bytes.length;
        this.writes.push(output.bytes.length);
        this.#unsent.push(output.bytes);
      }
    }
  }

  /** Bytes for the other side, each of which is handed out once. */
  send(): Uint8Array {
    return concat(...this.#unsent.splice(0));
  }

  receive(bytes: Uint8Array): void {
    this.use((connection) => connection.receive(bytes));
  }

  get info(): ConnectionInfo | undefined {
    return this.#first('established')?.info;
  }

  get error(): ProtocolError | PeerAlert | undefined {
    return this.#first('failed')?.error;
  }

  /** Whether nothing more will come of it. */
  get over(): boolean {
    return this.outputs.some(({ type }) => type === 'failed' || type === 'closed');
  }

  /** The application data that came in. */
  get data(): Uint8Array {
    return concat(...this.outputs.flatMap((output) => (output.type === 'data' ? [output.bytes] : [])));
  }

  #first<T extends Output['type']>(type: T): Extract<Output, { type: T }> | undefined {
    return this.outputs.find((output): output is Extract<Output, { type: T }> => output.type === type);
  }
}

/** Lets everything that was late become ready: promises that need no event of the outside world. */
export const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
