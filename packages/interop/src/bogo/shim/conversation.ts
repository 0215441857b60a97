/** One connection of a test: the handshake, then the script that the runner expects. */

import type { Socket } from 'node:net';
import {
  type Connection,
  type ConnectionInfo,
  MisuseError,
  type Output,
  PeerAlert,
  type ProtocolError,
} from 'handfast';
import { checkHandshake, checkRenegotiations, checkTickets, checkTrace } from './checks.ts';
import { checkRejection } from './ech.ts';
import { ShimFailure } from './failure.ts';
import type { ShimConfig } from './flags.ts';
import type { Memory } from './memory.ts';
import { datagramFrame, type Frame, Frames, timeAcknowledged } from './packets.ts';
import { earlyDataOf, initialWrite } from './script.ts';
import { latin1Bytes } from './values.ts';
import type { Witness } from './witness.ts';

/** What a conversation is about. */
export interface Scene {
  readonly config: ShimConfig;
  /** The flags that hold once early data was rejected. */
  readonly retryConfig: ShimConfig;
  readonly witness: Witness;
  readonly memory: Memory;
  /** Whether this is not the first connection of the test. */
  readonly again: boolean;
  readonly connection: Connection;
  /** To the runner. */
  readonly socket: Socket;
  /** The number of the credential that has signed for us; -1 for none. */
  readonly credential: () => number;
}

/** Resolves when the runner has closed its side. Rejects with a `ShimFailure` when the connection did not go well. */
export function converse(scene: Scene): Promise<void> {
  return new Promise((resolve, reject) => {
    new Conversation(scene, (failure) => (failure === undefined ? resolve() : reject(failure))).start();
  });
}

class Conversation {
  readonly #scene: Scene;
  readonly #settle: (failure: ShimFailure | undefined) => void;
  #waiting: (Uint8Array | Frame)[] = [];
  readonly #frames = new Frames();
  readonly #begun: number;
  /** In milliseconds, to the nanosecond. */
  #elapsed = 0;
  /** When the connection wants to be told the time. */
  #wakeAt: number | undefined;
  #info: ConnectionInfo | undefined;
  /** The flags that hold now. */
  #config: ShimConfig;
  #renegotiations = 0;
  /** Whether the trace of messages was compared. */
  #traced = false;
  #spoken = false;
  #ended = false;
  #failure: ShimFailure | undefined;
  /** Why we have ended the connection ourselves. */
  #aborted: ShimFailure | undefined;
  /** Whether we have said goodbye of our own accord. */
  #closed = false;
  #over = false;

  constructor(scene: Scene, settle: (failure: ShimFailure | undefined) => void) {
    this.#scene = scene;
    this.#config = scene.config;
    this.#begun = scene.memory.now;
    this.#settle = settle;
  }

  start(): void {
    const { socket, connection, witness } = this.#scene;
    connection.onProgress = () => this.#feed();
    socket.on('data', (bytes: Uint8Array) => {
      if (this.#over) return;
      // A record of SSL 2.0 begins with its length and the highest bit, all others with a content type.
      if (socket.bytesRead === bytes.length && !this.#config.dtls) witness.oldHello = (bytes[0] ?? 0) >= 0x80;
      this.#waiting.push(...this.#portions(bytes));
      this.#feed();
    });
    socket.on('end', () => {
      this.#ended = true;
      this.#feed();
    });
    socket.on('error', (error) => this.#fail(new ShimFailure(`socket: ${error.message}`)));
    socket.on('close', () => this.#settle(this.#failure));
    // What is written before the end of the handshake goes out as soon as it may (RFC 7918).
    if (this.#config['false-start']) this.#speakFirst();
    this.#attempt(() => this.#exportTooEarly());
    this.#feed();
  }

  /** With early data on its way BoringSSL's shim goes on as if it were connected: keys that all share are not there yet. */
  #exportTooEarly(): void {
    const early =
      earlyDataOf(this.#config) !== undefined && this.#scene.witness.sawExtension('ClientHello', 'early_data');
    const length = this.#config['export-keying-material'] ?? 0;
    if (early && length > 0) this.#export(length);
  }

  /** Hands over what has arrived, as far as the connection takes it. */
  #feed(): void {
    const { connection } = this.#scene;
    this.#pump();
    while (this.#waiting.length > 0 && !connection.busy && !this.#over) {
      const next = this.#waiting.shift() as Uint8Array | Frame;
      this.#attempt(() => (next instanceof Uint8Array ? connection.receive(next) : this.#hear(next)));
      this.#attempt(() => this.#exportBetweenReads());
      this.#attempt(() => this.#checkAfterClose());
      this.#pump();
    }
    if (!this.#ended || this.#waiting.length > 0 || connection.busy || this.#over) return;
    connection.receiveEnd();
    this.#pump();
  }

  /** BoringSSL's SSL_shutdown fails when the peer wants to renegotiate, where our connection goes on without an answer. */
  #checkAfterClose(): void {
    const { server, 'renegotiate-ignore': ignores } = this.#config;
    const more = this.#closed && !ignores && this.#scene.witness.greetings > (server ? 1 : 0);
    if (more) throw new ShimFailure('[renegotiation_after_close]');
  }

  #exportBetweenReads(): void {
    if (!this.#config['use-exporter-between-reads'] || this.#info === undefined || this.#over) return;
    this.#scene.connection.exportKeyingMaterial('', undefined, 1);
  }

  #portions(bytes: Uint8Array): readonly (Uint8Array | Frame)[] {
    if (this.#config.dtls) return this.#frames.push(bytes);
    return this.#config.async ? singly(bytes) : [bytes];
  }

  #hear(frame: Frame): void {
    const { connection, socket, memory } = this.#scene;
    switch (frame.kind) {
      case 'datagram':
        return connection.receive(frame.bytes);
      case 'time':
        socket.write(timeAcknowledged);
        this.#elapsed = Math.round((this.#elapsed + frame.milliseconds) * 1e6) / 1e6;
        memory.now = this.#begun + this.#elapsed;
        return connection.tick(memory.now);
      case 'expect': {
        const due = this.#wakeAt === undefined ? Number.POSITIVE_INFINITY : Math.max(0, this.#wakeAt - memory.now);
        if (due === frame.milliseconds || Math.abs(due - frame.milliseconds) < 0.001) return;
        throw new ShimFailure(`the next timeout: expected in ${frame.milliseconds} ms, not ${due}`);
      }
      case 'mtu':
        return connection.usePath({ mtu: frame.bytes });
      case 'patience':
        return connection.usePath({ first: frame.milliseconds });
    }
  }

  #pump(): void {
    // An answer to one output may be the cause of the next.
    for (let outputs = this.#take(); outputs.length > 0; outputs = this.#take()) {
      for (const output of outputs) if (!this.#over) this.#attempt(() => this.#act(output));
    }
  }

  #take(): readonly Output[] {
    return this.#over ? [] : this.#scene.connection.take();
  }

  #act(output: Output): void {
    switch (output.type) {
      case 'send':
        return this.#send(output.bytes);
      case 'established':
        return output.renegotiated ? this.#renegotiated(output.info) : this.#begin(output.info);
      case 'data':
        return this.#echo(output.bytes);
      case 'end':
        // What is traced ends with the peer's goodbye.
        this.#traced = true;
        checkTrace(this.#config, this.#scene.witness);
        return this.#scene.connection.close();
      case 'closed':
        return this.#aborted === undefined ? this.#finish() : this.#fail(this.#aborted);
      case 'failed':
        return this.#failed(output.error);
      case 'refused':
      case 'authenticated':
      case 'pathValid':
        return;
      case 'writable':
        // A server may speak now, half a round trip early.
        return this.#config.server ? this.#speakFirst() : undefined;
      case 'wake':
        this.#wakeAt = output.at;
        return;
    }
  }

  #send(bytes: Uint8Array): void {
    this.#scene.socket.write(this.#config.dtls ? datagramFrame(bytes) : bytes);
  }

  /** What comes before the echo, in this order. */
  #begin(info: ConnectionInfo): void {
    const { connection, witness, credential, again } = this.#scene;
    this.#info = info;
    if (info.earlyData === 'rejected' && !this.#config.server) this.#config = this.#scene.retryConfig;
    const config = this.#config;
    if (config['handshake-never-done']) throw new ShimFailure('the handshake was not meant to finish');
    checkHandshake(config, { info, witness, credential: credential(), again });
    if (config['send-alert']) return this.#abort('decompression_failure');
    if (doubtedAgain(config, info)) return this.#abort('certificate_unknown');
    const exported = config['export-keying-material'] ?? 0;
    if (exported > 0) connection.write(this.#export(exported));
    if (config['export-traffic-secrets']) this.#writeTrafficSecrets();
    if (config['tls-unique']) connection.write(connection.tlsUnique());
    if (config['write-different-record-sizes']) {
      for (const size of recordSizes) connection.write(new Uint8Array(size).fill(0x42));
      // Nothing is read in return.
      return connection.close();
    } else {
      this.#speakFirst();
    }
    if (config['shim-shuts-down']) this.#shutDown();
    else if (config['key-update-before-read']) connection.updateKeys(false);
  }

  #abort(alert: 'decompression_failure' | 'certificate_unknown'): void {
    this.#aborted = new ShimFailure(alert === 'certificate_unknown' ? '[revocation_unknown]' : `aborted with ${alert}`);
    this.#scene.connection.abort(alert);
  }

  #renegotiated(info: ConnectionInfo): void {
    const { witness, credential } = this.#scene;
    this.#renegotiations++;
    // What the flags expect to be stapled is what came with the first handshake.
    const config = { ...this.#config, 'expect-ocsp-response': undefined, 'expect-signed-cert-timestamps': undefined };
    checkHandshake(config, { info, witness, credential: credential(), again: false });
  }

  /** A client that has early data to say need not say it again: the connection does. */
  #speaksFirst(): boolean {
    const config = this.#config;
    if (earlyDataOf(config) !== undefined) return false;
    return config['shim-writes-first'] || config['read-with-unfinished-write'];
  }

  #speakFirst(): void {
    if (this.#spoken || !this.#speaksFirst()) return;
    this.#spoken = true;
    this.#scene.connection.write(initialWrite(this.#config));
  }

  #shutDown(): void {
    this.#scene.connection.close();
    this.#closed = true;
    this.#checkAfterClose();
    if (!this.#config['check-close-notify']) this.#finish();
  }

  #echo(bytes: Uint8Array): void {
    const { connection } = this.#scene;
    const config = this.#config;
    if (config['shim-shuts-down']) throw new ShimFailure('[data_after_close]');
    if (config['key-update']) connection.updateKeys(false);
    connection.write(bytes.map((byte) => byte ^ 0xff));
    if (config['key-update-before-read']) connection.updateKeys(false);
  }

  #export(length: number): Uint8Array {
    const { connection } = this.#scene;
    const config = this.#config;
    const context = latin1Bytes(config['export-context'] ?? '');
    const wanted = config['use-export-context'] ? context : undefined;
    return connection.exportKeyingMaterial(config['export-label'] ?? '', wanted, length);
  }

  /** Length (little-endian), the peer's secret, ours. */
  #writeTrafficSecrets(): void {
    const { connection, witness } = this.#scene;
    const config = this.#config;
    const secrets = [
      witness.secretNamed('CLIENT_TRAFFIC_SECRET_0') ?? new Uint8Array(0),
      witness.secretNamed('SERVER_TRAFFIC_SECRET_0') ?? new Uint8Array(0),
    ];
    if (!config.server) secrets.reverse();
    const length = secrets[0]?.length ?? 0;
    connection.write(Uint8Array.of(length & 0xff, length >> 8));
    for (const secret of secrets) connection.write(secret);
  }

  /** An end without close_notify is as good as one with it, unless the test says otherwise. */
  #failed(error: ProtocolError | PeerAlert): void {
    this.#checkAfterClose();
    const cutOff = error.code === 'truncated_connection' && this.#info !== undefined;
    if (cutOff && !this.#config['check-close-notify']) return this.#finish();
    this.#attempt(() => checkRejection(this.#config, error));
    this.#fail(new ShimFailure(describe(error)));
  }

  #attempt(step: () => void): void {
    try {
      step();
    } catch (error) {
      if (error instanceof ShimFailure) this.#fail(error);
      else if (error instanceof MisuseError) this.#fail(new ShimFailure(`[misuse] ${error.message}`));
      else this.#fail(new ShimFailure(`${error instanceof Error ? error.stack : String(error)}`));
    }
  }

  #finish(): void {
    if (this.#over) return;
    try {
      const { witness, memory } = this.#scene;
      if (!this.#traced) checkTrace(this.#config, witness);
      checkRenegotiations(this.#config, this.#renegotiations);
      if (this.#info !== undefined)
        checkTickets(this.#config, this.#info, witness, memory.kept, this.#renegotiations > 0);
    } catch (error) {
      this.#failure = error instanceof ShimFailure ? error : new ShimFailure(String(error));
    }
    this.#hangUp();
  }

  #fail(failure: ShimFailure): void {
    if (this.#over) return;
    this.#failure = failure;
    this.#hangUp();
  }

  /** Closes our half and waits for the runner to close its own: hanging up earlier would look like a reset. */
  #hangUp(): void {
    const { socket, connection } = this.#scene;
    for (const output of connection.take()) if (output.type === 'send') this.#send(output.bytes);
    this.#over = true;
    connection.onProgress = undefined;
    socket.end();
    socket.resume();
  }
}

/** `[code] sentence`: the runner looks for the code. An error of our own shows where it came from. */
function describe(error: ProtocolError | PeerAlert): string {
  if (error.code === 'peer_alert') return `[peer_alert ${(error as PeerAlert).alert}]`;
  const cause = error.cause instanceof Error ? `\n${error.cause.stack}` : '';
  return `[${error.code}] ${error.message}${cause}`;
}

/** After rejected early data BoringSSL asks once more about a server that was believed when the session was offered. */
const doubtedAgain = (config: ShimConfig, { earlyData, resumed }: ConnectionInfo): boolean =>
  !config.server && earlyData === 'rejected' && resumed && config['reverify-on-resume'] && config['verify-fail'];

/** One byte at a time, as a peer on a bad line would deliver them. */
const singly = (bytes: Uint8Array): Uint8Array[] => Array.from(bytes, (byte) => Uint8Array.of(byte));

const recordSizes = [1, 255, 256, 257, 16383, 16384, 16385, 32767, 32768, 32769];
