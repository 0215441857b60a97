/** A TLS connection over any byte stream, as a Node Duplex with real backpressure. */

import { Socket } from 'node:net';
import { Duplex } from 'node:stream';
import type { Connection } from '../engine/connection.ts';
import type { ConnectionInfo } from '../engine/info.ts';
import type { Output } from '../engine/outputs.ts';
import { retire } from './retire.ts';

/**
 * Events beside those of a Duplex: `secureConnect` (ConnectionInfo) when the handshake is finished. An `error` is a
 * `ProtocolError`, a `PeerAlert`, or what the transport reports. `end` comes only after the peer's close_notify: a
 * transport that ends without one is the error `truncated_connection`.
 */
export class TlsSocket extends Duplex {
  readonly #connection: Connection;
  readonly #transport: Duplex;
  #info: ConnectionInfo | undefined;
  #waitingWrite: (() => void) | undefined;
  #timer: NodeJS.Timeout | undefined;
  #readable = true;
  #over = false;

  /** Takes over `transport`, which must be connected or connecting. */
  constructor(connection: Connection, transport: Duplex, allowHalfOpen = false) {
    super({ allowHalfOpen, readableHighWaterMark: 64 * 1024, writableHighWaterMark: 64 * 1024 });
    this.#connection = connection;
    this.#transport = transport;
    transport.on('data', (bytes: Uint8Array) => this.receive(bytes));
    transport.on('end', () => {
      connection.receiveEnd();
      this.#pump();
    });
    transport.on('error', (error) => this.destroy(error));
    transport.on('close', () => {
      connection.receiveEnd();
      this.#pump();
      if (!this.#over) this.destroy();
    });
    connection.onProgress = () => this.#pump();
    this.#pump();
  }

  /** Bytes from the transport, for one that hands them over otherwise than as `data`. They may be reused afterwards. */
  receive(bytes: Uint8Array): void {
    this.#connection.tick(Date.now());
    this.#connection.receive(bytes);
    this.#pump();
  }

  /** What the handshake agreed on; `undefined` until `secureConnect`. */
  get info(): ConnectionInfo | undefined {
    return this.#info;
  }

  /** The stream below. */
  get transport(): Duplex {
    return this.#transport;
  }

  /** The handshake messages that would be legal now. */
  get waitingFor(): readonly string[] {
    return this.#connection.waitingFor;
  }

  /** Keying material bound to this connection. RFC 8446 §7.5. Throws `MisuseError` before `secureConnect`. */
  exportKeyingMaterial(label: string, context: Uint8Array | undefined, length: number): Uint8Array {
    return this.#connection.exportKeyingMaterial(label, context, length);
  }

  /** New keys for what we send, and if `both` for what the peer sends too. RFC 8446 §4.6.3 */
  updateKeys(both = false): void {
    this.#connection.updateKeys(both);
    this.#pump();
  }

  override _read(): void {
    this.#readable = true;
    this.#regulate();
  }

  override _write(data: Uint8Array, _encoding: BufferEncoding, done: (error?: Error) => void): void {
    if (this.#info === undefined) {
      // What is written early waits here, where the stream's own high-water mark bounds it.
      this.#waitingWrite = () => this._write(data, _encoding, done);
      return;
    }
    this.#connection.write(data);
    this.#pump(done);
  }

  override _writev(chunks: { chunk: Uint8Array }[], done: (error?: Error) => void): void {
    this._write(Buffer.concat(chunks.map(({ chunk }) => chunk)), 'binary', done);
  }

  override _final(done: (error?: Error) => void): void {
    this.#connection.close();
    this.#pump();
    this.#transport.end(() => done());
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    clearTimeout(this.#timer);
    if (!this.#over) {
      this.#over = true;
      this.#connection.onProgress = undefined;
      this.#transport.destroy();
    }
    done(error);
  }

  /** Acts on everything the connection has to say; `written` is called when the transport can take more. */
  #pump(written?: () => void): void {
    let blocked = false;
    for (const output of this.#connection.take()) {
      if (output.type === 'send') blocked = !this.#send(output.bytes) || blocked;
      else this.#act(output);
    }
    this.#regulate();
    if (written === undefined) return;
    if (blocked && !this.#transport.destroyed) this.#transport.once('drain', written);
    else written();
  }

  /** Whether the transport wants more. Only a socket is known to be done with memory: other streams may keep it. */
  #send(bytes: Uint8Array): boolean {
    const transport = this.#transport;
    if (!(transport instanceof Socket) || bytes.length < worthRecycling) return transport.write(bytes);
    let recycled = false;
    const recycle = (): void => {
      if (!recycled) this.#connection.recycle(bytes);
      recycled = true;
    };
    const more = transport.write(bytes, recycle);
    // What the kernel took at once need not wait for the callback, which comes many writes later.
    if (transport.writableLength === 0) recycle();
    return more;
  }

  #act(output: Exclude<Output, { type: 'send' }>): void {
    switch (output.type) {
      case 'data':
        this.#readable = this.push(output.bytes) && this.#readable;
        return;
      case 'established':
        this.#established(output.info);
        return;
      case 'wake':
        this.#wake(output.at);
        return;
      case 'end':
        this.push(null);
        return;
      case 'closed':
        return;
      case 'failed':
        this.#over = true;
        retire(this.#transport);
        this.destroy(output.error);
    }
  }

  #established(info: ConnectionInfo): void {
    this.#info = info;
    this.emit('secureConnect', info);
    const write = this.#waitingWrite;
    this.#waitingWrite = undefined;
    if (write !== undefined) queueMicrotask(write);
  }

  #wake(at: number | undefined): void {
    clearTimeout(this.#timer);
    if (at === undefined) return;
    this.#timer = setTimeout(
      () => {
        // Timers may fire a millisecond early.
        this.#connection.tick(Math.max(at, Date.now()));
        this.#pump();
      },
      Math.max(0, at - Date.now()),
    );
  }

  /** Reads from the transport only while somebody can take what comes, and while answers can leave. */
  #regulate(): void {
    const wanted = this.#info === undefined || this.#readable;
    const flowing = wanted && !this.#connection.busy && !this.#transport.writableNeedDrain;
    if (flowing && this.#transport.isPaused()) this.#transport.resume();
    else if (!flowing && !this.#transport.isPaused()) this.#transport.pause();
    if (this.#transport.writableNeedDrain) this.#transport.once('drain', () => this.#regulate());
  }
}

/** In bytes: what is smaller is not pooled. */
const worthRecycling = 8 * 1024;
