/** A DTLS connection for Node: each message is one datagram, which arrives once or never. */

import { EventEmitter } from 'node:events';
import type { Connection } from '../../engine/connection.ts';
import type { Path } from '../../engine/datagram/path.ts';
import type { ConnectionInfo } from '../../engine/info.ts';
import type { Output } from '../../engine/outputs.ts';

interface DatagramSocketEvents {
  /** The handshake is finished. */
  secureConnect: [info: ConnectionInfo];
  /** One more handshake is finished. */
  renegotiated: [info: ConnectionInfo];
  /** The peer does not want one more. */
  renegotiationRefused: [];
  /** One datagram of the peer's application. What came `early` may have been sent by an attacker a second time. */
  message: [data: Uint8Array, early: boolean];
  /** The peer hears what is sent to where it was looked for. RFC 9853 */
  pathValid: [];
  /** The peer will send nothing more. */
  end: [];
  /** A `ProtocolError`, a `PeerAlert`, or what the transport reports. `close` follows. */
  error: [error: Error];
  close: [];
}

export class DatagramSocket extends EventEmitter<DatagramSocketEvents> {
  readonly #connection: Connection;
  readonly #transmit: (datagram: Uint8Array, probe: boolean) => void;
  readonly #release: () => void;
  /** What came before anybody could listen; the limit for early data bounds it. */
  readonly #early: Uint8Array[] = [];
  #info: ConnectionInfo | undefined;
  #timer: NodeJS.Timeout | undefined;
  /** When the timer rings, and when there is something to do: most times are put off before they come. */
  #rings = Number.POSITIVE_INFINITY;
  #due: number | undefined;
  #over = false;

  /**
   * `transmit` sends a datagram to the peer, a `probe` to where the last one came from; `release` is called once when
   * nothing more will be sent.
   */
  constructor(connection: Connection, transmit: (datagram: Uint8Array, probe: boolean) => void, release: () => void) {
    super();
    this.#connection = connection;
    this.#transmit = transmit;
    this.#release = release;
    const pump = (): void => this.#pump();
    connection.onProgress = pump;
    // Whoever made this must be able to listen before anything happens.
    queueMicrotask(pump);
  }

  /** What the handshake agreed on; `undefined` until `secureConnect`. */
  get info(): ConnectionInfo | undefined {
    return this.#info;
  }

  /** The handshake messages that would be legal now. */
  get waitingFor(): readonly string[] {
    return this.#connection.waitingFor;
  }

  /** Sends one datagram; before the handshake is finished it waits. Throws `MisuseError` when it is too long. */
  send(data: Uint8Array | string): void {
    this.#use((connection) => connection.write(typeof data === 'string' ? Buffer.from(data) : data));
  }

  /** Says goodbye: nothing more is sent or received. */
  close(): void {
    if (this.#over) return;
    this.#use((connection) => connection.close());
    this.destroy();
  }

  /** Ends it at once and in silence. */
  destroy(error?: Error): void {
    if (this.#over) return;
    this.#over = true;
    clearTimeout(this.#timer);
    this.#connection.onProgress = undefined;
    this.#release();
    if (error !== undefined) this.emit('error', error);
    this.emit('close');
  }

  /** Keying material bound to this connection. RFC 8446 §7.5. Throws `MisuseError` before `secureConnect`. */
  exportKeyingMaterial(label: string, context: Uint8Array | undefined, length: number): Uint8Array {
    return this.#connection.exportKeyingMaterial(label, context, length);
  }

  /** New keys for what we send, and if `both` for what the peer sends too. RFC 9147 §8 */
  updateKeys(both = false): void {
    this.#use((connection) => connection.updateKeys(both));
  }

  /**
   * One more handshake, up to DTLS 1.2 and if the options allow it: `full` resumes no session. A server asks its client
   * for it, and a client may ignore that. What is sent meanwhile waits. Throws `MisuseError` when there can be none, as
   * where there are connection IDs.
   */
  renegotiate(full = true): void {
    this.#use((connection) => connection.renegotiate(full));
  }

  /** Whether both sides check that a peer that moved hears them. RFC 9853 */
  get checksPaths(): boolean {
    return this.#connection.checksPaths;
  }

  /** Asks a peer that seems to have moved whether it hears us where its last datagram came from: see `pathValid`. */
  challengePath(): boolean {
    return this.#connection.challengePath();
  }

  /** What has become known about the path: how long datagrams may be, and how long an answer takes. */
  usePath(path: Path): void {
    this.#use((connection) => connection.usePath(path));
  }

  /** A datagram from the peer, which may be reused afterwards. */
  receive(datagram: Uint8Array): void {
    if (!this.#over) this.#use((connection) => connection.receive(datagram));
  }

  #use(act: (connection: Connection) => void): void {
    this.#connection.tick(Date.now());
    act(this.#connection);
    this.#pump();
  }

  #pump(): void {
    if (this.#over) return;
    for (const output of this.#connection.take()) this.#act(output);
  }

  #act(output: Output): void {
    switch (output.type) {
      case 'send':
        return this.#transmit(output.bytes, output.probe === true);
      case 'wake':
        return this.#wake(output.at);
      case 'data':
        if (this.#info === undefined) this.#early.push(Uint8Array.from(output.bytes));
        else this.emit('message', output.bytes, output.early === true);
        return;
      case 'established':
        this.#info = output.info;
        this.emit(output.renegotiated === true ? 'renegotiated' : 'secureConnect', output.info);
        for (const bytes of this.#early.splice(0)) if (!this.#over) this.emit('message', bytes, true);
        return;
      case 'pathValid':
        this.emit('pathValid');
        return;
      case 'refused':
        this.emit('renegotiationRefused');
        return;
      case 'writable':
      case 'authenticated':
        // These sockets neither write early nor ask for a certificate later.
        return;
      case 'end':
        this.emit('end');
        // Nobody is left to hear what we could still say.
        this.close();
        return;
      case 'closed':
        return this.destroy();
      case 'failed':
        return this.destroy(output.error);
    }
  }

  #wake(at: number | undefined): void {
    this.#due = at;
    if (at !== undefined && this.#rings <= at) return;
    clearTimeout(this.#timer);
    this.#rings = at ?? Number.POSITIVE_INFINITY;
    if (at !== undefined) this.#timer = setTimeout(() => this.#ring(), Math.max(0, at - Date.now()));
  }

  #ring(): void {
    this.#rings = Number.POSITIVE_INFINITY;
    const [due, now] = [this.#due, Date.now()];
    if (due === undefined) return;
    // Timers may fire a millisecond early.
    if (now < due - 1) return this.#wake(due);
    this.#connection.tick(Math.max(due, now));
    this.#pump();
  }
}
