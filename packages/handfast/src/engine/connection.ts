/** One TLS connection. It has no socket and no clock: bytes in, outputs out. */

import type { AlertName } from '../base/alert-names.ts';
import { MisuseError, ProtocolError } from '../base/errors.ts';
import type { Established } from '../handshake/established.ts';
import type { Flow } from '../handshake/flow.ts';
import type { HandshakeIo } from '../handshake/io.ts';
import type { Role } from '../handshake/tls13/keys.ts';
import { alertNamed } from '../registry/alerts.ts';
import { Alarm } from './alarm.ts';
import { AlertPort } from './alert-port.ts';
import type { Channel } from './channel.ts';
import type { ConnectionSettings } from './config.ts';
import { Conversation } from './conversation.ts';
import type { Path } from './datagram/path.ts';
import { EngineIo } from './engine-io.ts';
import { Incoming } from './incoming.ts';
import { infoOf } from './info.ts';
import { type Live, type LivePort, liveOf } from './live.ts';
import { openChannel } from './open-channel.ts';
import { noOutputs, type Output } from './outputs.ts';
import { Patience } from './patience.ts';
import { Reception } from './reception.ts';
import { type Renegotiate, renegotiationRules } from './renegotiation.ts';
import { type JobFailure, whenLate } from './runner.ts';
import { WaitingWrites } from './waiting-writes.ts';

/**
 * One connection, client or server. Methods never throw for what the peer does: failures are outputs. After each
 * call, and whenever `onProgress` is called, `take()` gives what happened.
 */
export class Connection {
  /** Called when a slow job has finished and `take()` has news. Never called by the methods of this class. */
  onProgress: (() => void) | undefined;

  readonly #settings: ConnectionSettings;
  readonly #channel: Channel;
  readonly #incoming: Incoming;
  readonly #alerts: AlertPort;
  readonly #io: EngineIo;
  readonly #dialogue: Conversation;
  readonly #role: Role;
  readonly #outputs: Output[] = [];
  readonly #alarm = new Alarm((at) => this.#outputs.push({ type: 'wake', at }));
  readonly #patience: Patience;
  readonly #renegotiate: Renegotiate | undefined;
  readonly #unwritten: WaitingWrites;
  #live: Live | undefined;
  #readClosed = false;
  #ended = false;
  #writeClosed = false;
  #over = false;
  /** Waits until everything that was to be sent before it has been protected. */
  readonly #last: Output[] = [];

  /** Use `clientConnection` or `serverConnection`. */
  constructor(
    role: Role,
    settings: ConnectionSettings,
    now: number,
    handshake: (io: HandshakeIo) => Flow<Established>,
    renegotiate?: Renegotiate,
  ) {
    this.#role = role;
    this.#settings = settings;
    const { observer, limits, handshakeTimeout } = settings;
    this.#patience = new Patience(limits);
    this.#unwritten = new WaitingWrites(limits.earlyWrites);
    this.#channel = openChannel(role, settings, now, (failure) => this.#later(failure));
    this.#alerts = new AlertPort(this.#channel, observer);
    this.#io = new EngineIo(settings, this.#channel, now);
    this.#dialogue = new Conversation(this.#io, {
      observer,
      timeout: handshakeTimeout,
      wake: (at) => this.#alarm.set('handshake', at),
      onJobDone: (failure) => this.#later(failure),
    });
    this.#incoming = new Incoming(this.#channel, this.#reception(), (...late) => this.#late(...late));
    this.#renegotiate = renegotiate;
    // Named first: V8 puts a function that is written where it is assigned among the old objects, and what it holds stays.
    const pour = (send: (data: Uint8Array) => void): void => {
      this.#outputs.push({ type: 'writable' });
      this.#unwritten.pour(send);
    };
    this.#io.onFloor = pour;
    this.#guarded(() => {
      this.#dialogue.begin(handshake(this.#io), (established) => this.#established(established), { timed: true });
      this.#settle();
    });
  }

  /** The messages that would be legal now: the state of the handshake, in words. */
  get waitingFor(): readonly string[] {
    return this.#dialogue.waitingFor;
  }

  /** Whether bytes that are handed over now would only wait: a good time to stop reading from the transport. */
  get busy(): boolean {
    return this.#dialogue.busy || this.#incoming.opening;
  }

  /** Whether everything that is to be sent can be taken: a slow provider may still be protecting some of it. */
  get settled(): boolean {
    return this.#channel.settled;
  }

  /** Bytes from the peer, in any portions. The caller may reuse them afterwards. */
  receive(bytes: Uint8Array): void {
    if (this.#over || this.#readClosed) return;
    this.#channel.push(bytes);
    this.#advance();
    this.#channel.keep();
  }

  /** The transport has ended: without close_notify before, data may have been cut off. RFC 8446 §6.1 */
  receiveEnd(): void {
    if (this.#over || this.#readClosed) return;
    this.#ended = true;
    this.#advance();
  }

  /** Application data to protect and send; what comes before the handshake is finished waits for it. */
  write(data: Uint8Array): void {
    if (this.#over) return;
    if (this.#writeClosed) throw new MisuseError('this connection is closed for writing');
    this.#channel.check(data);
    const way = this.#live ?? this.#unwritten;
    if (this.negotiating) way.write(data);
    else this.#guarded(() => way.write(data));
  }

  /** Sends close_notify: nothing more will be written. The peer may still send. */
  close(): void {
    if (this.#over || this.#writeClosed) return;
    this.#writeClosed = true;
    this.#guarded(() => this.#alerts.send('close_notify'));
    if ((this.#live === undefined && this.negotiating) || this.#readClosed) this.#finish({ type: 'closed' });
  }

  /**
   * Ends the connection with a fatal alert, for what only the application can know: then comes `closed`. Its session is not
   * resumed. Throws `MisuseError` for alerts that end nothing. RFC 8446 §6.2
   */
  abort(alert: AlertName): void {
    if (alertNamed(alert).level === 'warning') throw new MisuseError(`${alert} is no fatal alert`);
    if (this.#over) return;
    this.#live?.invalidate();
    if (!this.#writeClosed) this.#guarded(() => this.#alerts.send(alert));
    this.#finish({ type: 'closed' });
  }

  /** New keys for our direction, and for the peer's too if `both`. RFC 8446 §4.6.3. `MisuseError` before TLS 1.3. */
  updateKeys(both: boolean): void {
    const live = this.#open('keys can be updated');
    if (this.#io.version?.flow !== 'tls13') throw new MisuseError('only TLS 1.3 can update keys');
    this.#guarded(() => live.updateWriteKey(both));
  }

  /** What has become known about the path of datagrams. `MisuseError` for streams, and for what cannot work. */
  usePath(path: Path): void {
    this.#channel.usePath(path);
  }

  /** Whether both sides check that a peer that moved hears them. RFC 9853 */
  get checksPaths(): boolean {
    return this.#channel.pathChecks !== undefined;
  }

  /**
   * Asks the peer whether it hears us where the last datagram came from: a `probe` follows, and `pathValid` if it does
   * within a second. `false` while it has been asked already, and where nobody checks paths.
   */
  challengePath(): boolean {
    return !this.#over && (this.#channel.challengePath?.(this.#settings.crypto.random(8)) ?? false);
  }

  /** Whether data that is written now would wait for the end of a handshake. */
  get negotiating(): boolean {
    return this.#live?.negotiating ?? !this.#unwritten.pouring;
  }

  /**
   * Up to TLS 1.2: one more handshake, if the options allow it; `full` resumes no session. A server asks its client for
   * it. Then comes `established` or `refused`; what is written meanwhile waits. Throws `MisuseError` when there can be
   * none. RFC 5246 §7.4.1.1
   */
  renegotiate(full = true): void {
    this.#beforeGoodbye();
    this.#step('renegotiation is possible', (live) => live.renegotiation(full));
  }

  /**
   * A server's, in TLS 1.3: asks a client that allows it for a certificate. Then comes `authenticated`; if it is
   * `required` and there is none, the connection fails. Throws `MisuseError` when the client would not answer. §4.6.2
   */
  requestClientCertificate(required = false): void {
    this.#beforeGoodbye();
    this.#step('certificates can be asked for', (live) => live.certificateRequest(required));
  }

  #beforeGoodbye(): void {
    if (this.#readClosed) throw new MisuseError('the peer has closed its side: it would not answer');
  }

  #step(what: string, find: (live: Live) => () => void): void {
    const step = find(this.#open(what));
    this.#guarded(() => {
      step();
      this.#settle();
    });
  }

  /** A server's: so many more tickets, as far as the client can use them. §4.6.1. `MisuseError` before TLS 1.3. */
  sendTickets(count: number): void {
    this.#step('tickets can be sent', () => {
      if (this.#io.version?.flow !== 'tls13') throw new MisuseError('only TLS 1.3 has tickets after the handshake');
      return () => this.#sendTickets(count);
    });
  }

  /**
   * Keying material from the first flight of a client that sends early data: whoever replays it has the same. RFC 8446
   * §7.5. Throws `MisuseError` where there is none.
   */
  exportEarlyKeyingMaterial(label: string, context: Uint8Array, length: number): Uint8Array {
    if (this.#over) throw new MisuseError('this connection is over');
    return this.#io.exportEarly(label, context, length);
  }

  /**
   * Keying material that both sides share and nobody else has. RFC 8446 §7.5, RFC 5705 §4. Throws `MisuseError` before
   * Finished, and where the handshake does not bind it.
   */
  exportKeyingMaterial(label: string, context: Uint8Array | undefined, length: number): Uint8Array {
    if (this.#live === undefined || this.#over) {
      throw new MisuseError('keying material exists only after the handshake, and until the connection is over');
    }
    return this.#live.exportKeyingMaterial(label, context, length);
  }

  /**
   * The channel binding tls-unique, up to TLS 1.2: proof elsewhere that both sides are on this very connection. RFC 5929 §3.
   * Throws `MisuseError` in TLS 1.3, and for resumed sessions without extended_master_secret (RFC 7627 §5.4).
   */
  tlsUnique(): Uint8Array {
    if (this.#live === undefined || this.#over)
      throw new MisuseError('tls-unique exists only while there is a connection');
    return this.#live.tlsUnique();
  }

  /** The time, in milliseconds since 1970. Call it when the time of a `wake` output has come, or more often. */
  tick(now: number): void {
    this.#io.now = now;
    if (this.#over) return;
    if (!this.#dialogue.expired(now)) return this.#guarded(() => this.#channel.tick(now));
    if (this.#live?.refused() === true) return;
    this.#fail(new ProtocolError('handshake_timeout', { waitingFor: this.waitingFor.join(' or ') || 'a slow job' }));
  }

  /** Everything that happened since the last call, in order. */
  take(): readonly Output[] {
    const sent = this.#channel.take();
    if (!this.#over) this.#alarm.set('channel', this.#channel.wakeAt);
    if (this.#channel.pathChecks?.takeValid() === true) this.#outputs.push({ type: 'pathValid' });
    if (this.#last.length > 0 && this.#channel.settled) this.#outputs.push(...this.#last.splice(0));
    if (sent.length === 0 && this.#outputs.length === 0) return noOutputs;
    const outputs: Output[] = [];
    for (const bytes of sent) {
      const probe = this.#channel.isProbe?.(bytes) === true;
      outputs.push(probe ? { type: 'send', bytes, probe } : { type: 'send', bytes });
    }
    for (const output of this.#outputs.splice(0)) outputs.push(output);
    return outputs;
  }

  /** The transport is done with the bytes of a `send` output: their memory may be used again. Optional. */
  recycle(bytes: Uint8Array): void {
    this.#channel.recycle(bytes);
  }

  #open(what: string): Live {
    if (this.#live !== undefined && !this.#over && !this.#writeClosed) return this.#live;
    throw new MisuseError(`${what} only while the connection is open`);
  }

  #reception(): Reception {
    return new Reception({
      role: this.#role,
      settings: this.#settings,
      io: this.#io,
      dialogue: this.#dialogue,
      patience: this.#patience,
      alerts: this.#alerts,
      live: () => this.#live,
      settle: () => this.#settle(),
      tell: (output) => this.#outputs.push(output),
      readClosed: () => this.#closedByPeer(),
      finish: (last) => this.#finish(last),
    });
  }

  #late(handle: () => void, failure: JobFailure | undefined): void {
    if (this.#over) return;
    this.#guarded(handle);
    this.#later(failure);
  }

  #advance(): void {
    this.#guarded(() => {
      while (!this.#over && !this.busy && this.#incoming.step(!this.#readClosed));
    });
    // What arrived before the end may hold close_notify: it counts first, even if a slow provider has to open it.
    if (!this.#ended || this.#over || this.#readClosed || this.busy) return;
    this.#finish({ type: 'failed', error: new ProtocolError('truncated_connection') });
  }

  #closedByPeer(): void {
    this.#readClosed = true;
    this.#outputs.push({ type: 'end' });
    if (this.#writeClosed) this.#finish({ type: 'closed' });
  }

  /** The flow has stopped, for a message, for a job, or because it is finished: what was said until now is a flight. */
  #settle(): void {
    this.#channel.flush(this.waitingFor, this.#dialogue.busy);
    this.#dialogue.settle();
  }

  #established(established: Established): void {
    const rules = renegotiationRules(this.#settings, this.#renegotiate);
    this.#live = liveOf(this.#role, this.#io, this.#channel, established, this.#port(), rules);
    this.#channel.finish();
    this.#outputs.push({ type: 'established', info: infoOf(established, this.#io) });
    if (established.flow === 'tls13' && established.ticketsDue > 0) this.#sendTickets(established.ticketsDue);
    if (established.unsent !== undefined && established.unsent.length > 0) this.#live.write(established.unsent);
    for (const data of this.#unwritten.take()) this.#live.write(data);
  }

  #port(): LivePort {
    return {
      closing: () => this.#writeClosed,
      waitingFor: () => this.#dialogue.waitingFor,
      warn: (alert) => {
        // The peer must not make us say it for ever.
        this.#patience.warnings.spend();
        if (!this.#writeClosed) this.#alerts.send(alert);
      },
      tell: (output) => this.#outputs.push(output),
      begin: (flow, done, how) => this.#dialogue.begin(flow, done, how),
      cancel: () => this.#dialogue.cancel(),
    };
  }

  #sendTickets(count: number): void {
    if (!this.#writeClosed) whenLate(this.#live?.sendTickets(count), (failure) => this.#later(failure));
  }

  #later(failure: JobFailure | undefined): void {
    if (!this.#over) {
      if (failure !== undefined) this.#fail(failure.thrown);
      else this.#guarded(() => this.#settle());
      this.#advance();
    }
    this.onProgress?.();
  }

  /** Runs a step; whatever it throws ends the connection, with the right alert. */
  #guarded(step: () => void): void {
    try {
      step();
    } catch (thrown) {
      this.#fail(thrown);
    }
  }

  #fail(thrown: unknown): void {
    if (this.#over) return;
    const error = thrown instanceof ProtocolError ? thrown : new ProtocolError('internal_error', {}, { cause: thrown });
    this.#live?.invalidate();
    try {
      this.#alerts.send(error.alert);
    } catch {
      // The alert is a courtesy: when it cannot be protected any more, the error is still reported.
    }
    this.#finish({ type: 'failed', error });
  }

  #finish(last: Output): void {
    this.#over = true;
    this.#dialogue.cancel();
    this.#live?.[Symbol.dispose]();
    this.#io.earlyExporter?.secret[Symbol.dispose]();
    this.#unwritten.take();
    this.#last.push(last);
  }
}
