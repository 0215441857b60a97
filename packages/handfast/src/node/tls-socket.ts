/** A TLS connection over any byte stream, as a Node Duplex with real backpressure. */

import { Socket } from 'node:net';
import { Duplex } from 'node:stream';
import type { AlertName } from '../base/alert-names.ts';
import type { Connection } from '../engine/connection.ts';
import type { ConnectionInfo, PeerInfo } from '../engine/info.ts';
import type { Output } from '../engine/outputs.ts';
import { IdleWatch } from './idle-watch.ts';
import { retire } from './retire.ts';

/**
 * Events beside those of a Duplex: `secureConnect` (ConnectionInfo) when the handshake is finished, `renegotiated`
 * (ConnectionInfo) when one more is, `renegotiationRefused` when the peer does not want one, and `timeout` when
 * nothing has moved for as long as it may, just before the connection is closed. An `error` is a
 * `ProtocolError`, a `PeerAlert`, or what the transport reports. `end` comes only after the peer's close_notify: a
 * transport that ends without one is the error `truncated_connection`.
 */
export class TlsSocket extends Duplex {
  readonly #connection: Connection;
  readonly #transport: Duplex;
  #info: ConnectionInfo | undefined;
  #waitingWrite: (() => void) | undefined;
  /** Who waits for the client's certificate. */
  #asked: PromiseCallbacks | undefined;
  /** The stream's callbacks for a write and for the end, until our bytes are with the transport. */
  #written: (() => void) | undefined;
  #finished: (() => void) | undefined;
  #draining = false;
  /** The peer sent close_notify. */
  #ended = false;
  /** The transport is closed. */
  #gone = false;
  #timer: NodeJS.Timeout | undefined;
  readonly #idle: IdleWatch | undefined;
  #readable = true;
  #earlyBytes = 0;
  #over = false;

  /**
   * Takes over `transport`, which must be connected or connecting. `idleTimeout` is in milliseconds; without it a peer
   * may be silent for ever.
   */
  constructor(connection: Connection, transport: Duplex, allowHalfOpen = false, idleTimeout?: number) {
    super({ allowHalfOpen, readableHighWaterMark: 64 * 1024, writableHighWaterMark: 64 * 1024 });
    this.#connection = connection;
    this.#transport = transport;
    this.#idle = idleTimeout === undefined ? undefined : new IdleWatch(idleTimeout, () => this.#giveUp());
    transport.on('data', (bytes: Uint8Array) => this.receive(bytes));
    transport.on('end', () => {
      connection.receiveEnd();
      this.#pump();
    });
    transport.on('error', (error) => this.destroy(error));
    transport.on('close', () => {
      this.#gone = true;
      connection.receiveEnd();
      this.#pump();
    });
    const pump = (): void => this.#pump();
    connection.onProgress = pump;
    pump();
  }

  /** Bytes from the transport, for one that hands them over otherwise than as `data`. They may be reused afterwards. */
  receive(bytes: Uint8Array): void {
    this.#idle?.moved();
    this.#connection.tick(Date.now());
    this.#connection.receive(bytes);
    this.#pump();
  }

  /** What the handshake agreed on; `undefined` until `secureConnect`. */
  get info(): ConnectionInfo | undefined {
    return this.#info;
  }

  /**
   * How many of the first bytes of this stream came before the handshake was finished: an attacker may have sent them
   * a second time. RFC 8446 §8
   */
  get earlyBytes(): number {
    return this.#earlyBytes;
  }

  /**
   * One more handshake, up to TLS 1.2 and if the options allow it: `full` resumes no session. A server asks its client
   * for it, and a client may ignore that. What is written meanwhile waits. Throws `MisuseError` when there can be none.
   */
  renegotiate(full = true): void {
    this.#connection.renegotiate(full);
    this.#pump();
  }

  /**
   * Ends the connection with a fatal alert, for what only the application can know: `access_denied`, say. Its session is not
   * resumed. Throws `MisuseError` for alerts that end nothing.
   */
  abort(alert: AlertName): void {
    this.#connection.abort(alert);
    this.#pump();
  }

  /** A server's: so many more tickets for later connections. */
  sendTickets(count: number): void {
    this.#connection.sendTickets(count);
    this.#pump();
  }

  /**
   * A server's: asks a client for a certificate, after the handshake if it allows that (RFC 8446 §4.6.2), and up to
   * TLS 1.2 in a renegotiation if the options allow it. Gives what it showed, or `undefined` if it has none; with
   * `required` that ends the connection, unless it does not even want to renegotiate. Rejects when the connection ends before the
   * answer, and throws `MisuseError` when the client would not answer.
   */
  requestClientCertificate(required = false): Promise<PeerInfo | undefined> {
    this.#connection.requestClientCertificate(required);
    return new Promise((resolve, reject) => {
      this.#asked = { resolve, reject };
      this.#pump();
    });
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

  /** The channel binding tls-unique, up to TLS 1.2 (RFC 5929 §3). Throws `MisuseError` where there is none. */
  tlsUnique(): Uint8Array {
    return this.#connection.tlsUnique();
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
    if (this.#connection.negotiating) {
      // What is written early waits here, where the stream's own high-water mark bounds it.
      const again = (): void => this._write(data, _encoding, done);
      this.#waitingWrite = again;
      return;
    }
    this.#connection.write(data);
    this.#written = done;
    this.#pump();
  }

  override _writev(chunks: { chunk: Uint8Array }[], done: (error?: Error) => void): void {
    this._write(Buffer.concat(chunks.map(({ chunk }) => chunk)), 'binary', done);
  }

  override _final(done: (error?: Error) => void): void {
    if (this.#connection.negotiating) {
      // The end of the stream is not to cut a handshake off: whoever has nothing to say may want to hear.
      const again = (): void => this._final(done);
      this.#waitingWrite = again;
      return;
    }
    this.#connection.close();
    this.#finished = done;
    this.#pump();
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#asked?.reject(error ?? new Error('the connection was closed before the client answered'));
    clearTimeout(this.#timer);
    this.#idle?.stop();
    if (!this.#over) {
      this.#over = true;
      this.#connection.onProgress = undefined;
      this.#transport.destroy();
    }
    done(error);
  }

  /** Acts on everything the connection has to say. */
  #pump(): void {
    for (const output of this.#connection.take()) {
      if (output.type === 'send') this.#send(output.bytes);
      else this.#act(output);
    }
    this.#regulate();
    // A slow provider may still have our bytes: neither more of them nor the end may overtake it.
    if (this.#connection.settled) this.#release();
    if (this.#gone && this.#ended) this.#leave();
  }

  /** The transport is gone after a clean end: what came before it can still be read. */
  #leave(): void {
    this.#gone = false;
    if (this.readableEnded) this.destroy();
    else this.once('end', () => this.destroy());
  }

  /** All bytes are with the transport: whoever waits for that goes on, when the transport can take more. */
  #release(): void {
    const [written, finished] = [this.#written, this.#finished];
    this.#written = undefined;
    this.#finished = undefined;
    if (finished !== undefined) this.#transport.end(() => finished());
    if (written === undefined) return;
    if (this.#transport.writableNeedDrain && !this.#transport.destroyed) this.#transport.once('drain', written);
    else written();
  }

  /** Only a socket is known to be done with memory when it says so: other streams may keep it. */
  #send(bytes: Uint8Array): void {
    const transport = this.#transport;
    // What only waits because the peer does not read is no movement.
    if (!transport.writableNeedDrain) this.#idle?.moved();
    if (!(transport instanceof Socket) || bytes.length < worthRecycling) {
      transport.write(bytes);
      return;
    }
    let recycled = false;
    const recycle = (): void => {
      if (!recycled) this.#connection.recycle(bytes);
      recycled = true;
    };
    transport.write(bytes, recycle);
    // What the kernel took at once need not wait for the callback, which comes many writes later.
    if (transport.writableLength === 0) recycle();
  }

  #act(output: Exclude<Output, { type: 'send' }>): void {
    switch (output.type) {
      case 'data':
        if (output.early) this.#earlyBytes += output.bytes.length;
        this.#readable = this.push(output.bytes) && this.#readable;
        return;
      case 'established':
        this.#established(output.info, output.renegotiated === true ? 'renegotiated' : 'secureConnect');
        return;
      case 'writable':
        this.emit('writable');
        this.#writeOn();
        return;
      case 'refused':
        this.emit('renegotiationRefused');
        this.#writeOn();
        return;
      case 'authenticated':
        if (this.#info !== undefined && output.peer !== undefined) this.#info = { ...this.#info, peer: output.peer };
        this.#asked?.resolve(output.peer);
        this.#asked = undefined;
        return;
      case 'wake':
        this.#wake(output.at);
        return;
      case 'end':
        this.#ended = true;
        this.push(null);
        return;
      case 'pathValid':
      case 'closed':
        return;
      case 'failed':
        this.#over = true;
        retire(this.#transport);
        this.destroy(output.error);
    }
  }

  #established(info: ConnectionInfo, event: 'secureConnect' | 'renegotiated'): void {
    this.#info = info;
    this.emit(event, info);
    this.#writeOn();
  }

  /** What was written during a handshake goes out. */
  #writeOn(): void {
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

  /** Nothing has moved for too long: says good-bye, and waits for no answer. */
  #giveUp(): void {
    this.emit('timeout');
    if (this.#over) return;
    this.#connection.close();
    this.#pump();
    this.#over = true;
    retire(this.#transport);
    this.destroy();
  }

  /** Reads from the transport only while somebody can take what comes, and while answers can leave. */
  #regulate(): void {
    const shaking = this.#connection.negotiating && this.readableLength < mostDuringHandshake;
    const wanted = shaking || this.#readable;
    const flowing = wanted && !this.#connection.busy && !this.#transport.writableNeedDrain;
    if (flowing && this.#transport.isPaused()) this.#transport.resume();
    else if (!flowing && !this.#transport.isPaused()) this.#transport.pause();
    if (!this.#transport.writableNeedDrain || this.#draining) return;
    this.#draining = true;
    this.#transport.once('drain', () => {
      this.#draining = false;
      this.#idle?.moved();
      this.#regulate();
    });
  }
}

/** In bytes: how much data that nobody reads may wait before a renegotiation has to. */
const mostDuringHandshake = 1024 * 1024;

interface PromiseCallbacks {
  readonly resolve: (peer: PeerInfo | undefined) => void;
  readonly reject: (error: Error) => void;
}

/** In bytes: what is smaller is not pooled. */
const worthRecycling = 8 * 1024;
