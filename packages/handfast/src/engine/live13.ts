/** An established TLS 1.3 connection: application data, key updates, exporters. RFC 8446 §4.6, §5.5, §7.5 */

import { type Awaitable, all, run, whenReady } from '../base/awaitable.ts';
import { MisuseError, ProtocolError } from '../base/errors.ts';
import type { Secret } from '../base/secret.ts';
import type { Established13 } from '../handshake/established.ts';
import { ask } from '../handshake/stores.ts';
import type { Role } from '../handshake/tls13/keys.ts';
import {
  type Effect,
  type PostHandshake13,
  type PostHandshakeMessage,
  postHandshake13,
  postHandshakeMessages,
} from '../handshake/tls13/post-handshake.ts';
import { contentTypes } from '../registry/content-types.ts';
import { exportKeyingMaterial } from '../schedule/exporter.ts';
import type { Hkdf } from '../schedule/hkdf.ts';
import { nextTrafficSecret } from '../schedule/tls13.ts';
import { decodeMessage, encodeMessage } from '../wire/handshake.ts';
import type { NewSessionTicket13 } from '../wire/messages/new-session-ticket13.ts';
import { type Message13, messages13 } from '../wire/messages13.ts';
import type { Channel } from './channel.ts';
import type { EngineIo } from './engine-io.ts';
import { LaterAuthentication } from './later-authentication.ts';
import type { LivePort } from './live.ts';
import type { RenegotiationRules } from './renegotiation.ts';
import { WaitingWrites } from './waiting-writes.ts';

export class Live13 implements Disposable {
  readonly #io: EngineIo;
  readonly #channel: Channel;
  readonly #established: Established13;
  readonly #hkdf: Hkdf;
  readonly #exporterMaster: Secret;
  readonly #generations = { read: 0, write: 0 };
  #read: Secret;
  #write: Secret;
  #state: PostHandshake13;
  readonly #port: LivePort;
  readonly #later: LaterAuthentication;
  readonly #waiting: WaitingWrites;
  #askedForUpdate = false;
  readonly negotiating = false;
  #over = false;

  /** Takes over the secrets of the handshake. */
  constructor(
    role: Role,
    io: EngineIo,
    channel: Channel,
    established: Established13,
    port: LivePort,
    { earlyWrites }: Pick<RenegotiationRules, 'earlyWrites'>,
  ) {
    this.#io = io;
    this.#channel = channel;
    this.#established = established;
    this.#hkdf = io.hkdf(established.suite.hash);
    this.#read = established.secrets.read;
    this.#write = established.secrets.write;
    this.#exporterMaster = established.secrets.exporterMaster;
    this.#port = port;
    this.#later = new LaterAuthentication(io, channel, established, port);
    this.#waiting = new WaitingWrites(earlyWrites);
    this.#state = { role, idleKeyUpdates: 0, answers: this.#later.answers, contexts: [] };
    io.inTurn = false;
  }

  renegotiation(): () => void {
    throw new MisuseError('TLS 1.3 cannot renegotiate: it updates keys, and asks for certificates later');
  }

  refused(): boolean {
    return false;
  }

  certificateRequest(required: boolean): () => void {
    return this.#later.request(required, () => this.#read);
  }

  /** Protects data, with new keys in between where one key has protected enough. */
  write(data: Uint8Array): void {
    if (this.#later.answering) return this.#waiting.write(data);
    let at = 0;
    do {
      if (this.#sendable() <= 0) this.updateWriteKey(false);
      const end = Math.min(data.length, at + this.#sendable() * this.#channel.maxContent);
      this.#channel.send(contentTypes.application_data, data.subarray(at, end));
      at = end;
    } while (at < data.length);
  }

  /** The peer sent data: it uses its keys, and may change them again. */
  dataReceived(): void {
    this.#state = { ...this.#state, idleKeyUpdates: 0 };
    if (this.#channel.recordsLeft.received > reserve || this.#askedForUpdate) return;
    this.#askedForUpdate = true;
    this.updateWriteKey(true);
  }

  /** A handshake message after the handshake. */
  message(bytes: Uint8Array): void {
    if (this.#later.insideAnswer) throw new ProtocolError('unexpected_message');
    const decoded = decodeMessage(messages13, postHandshakeMessages(this.#state), bytes);
    this.#io.observeMessage('received', messages13, decoded.name, decoded.body, bytes);
    const { state, effects } = postHandshake13(this.#state, decoded as Message13<PostHandshakeMessage>);
    this.#state = state;
    for (const effect of effects) this.#perform(effect, bytes);
  }

  /** Announces our next key with the old one, then uses it. */
  updateWriteKey(askForTheirs: boolean): void {
    if (this.#later.answering) throw new MisuseError('keys cannot change while a certificate is being shown');
    // Those that were announced are new enough. RFC 9147 §8
    if (this.#channel.updating && !askForTheirs) return;
    const body = { requestUpdate: askForTheirs ? 1 : 0 };
    const bytes = encodeMessage(messages13.KeyUpdate, body);
    this.#channel.sendMessage(bytes);
    this.#io.observeMessage('sent', messages13, 'KeyUpdate', body, bytes);
    using previous = this.#write;
    this.#write = nextTrafficSecret(this.#hkdf, previous);
    this.#io.writeWith('application', this.#established.suite, this.#write);
    this.#channel.flush();
    this.#log('write', this.#write);
  }

  /** Sends what could be sealed: a ticket that could not costs a full handshake later, and nothing else. */
  sendTickets(count: number): Awaitable<void> {
    const { issueTicket } = this.#established;
    if (issueTicket === undefined) return undefined;
    const tickets = all(Array.from({ length: count }, () => run(issueTicket())));
    return whenReady(tickets, (made) => this.#sendEach(made));
  }

  #sendEach(tickets: readonly (NewSessionTicket13 | undefined)[]): void {
    if (this.#over || this.#port.closing()) return;
    for (const body of tickets) {
      if (body === undefined) continue;
      const bytes = encodeMessage(messages13.NewSessionTicket, body);
      this.#channel.sendMessage(bytes);
      this.#io.observeMessage('sent', messages13, 'NewSessionTicket', body, bytes);
    }
    this.#channel.flush();
  }

  exportKeyingMaterial(label: string, context: Uint8Array | undefined, length: number): Uint8Array {
    return exportKeyingMaterial(this.#io.crypto, this.#hkdf, this.#exporterMaster, label, context ?? none, length);
  }

  tlsUnique(): Uint8Array {
    throw new MisuseError('TLS 1.3 has no tls-unique: its channel binding is exported (RFC 9266)');
  }

  /** In TLS 1.3 tickets stand for themselves: each serves once. */
  invalidate(): void {}

  [Symbol.dispose](): void {
    this.#over = true;
    const { resumptionMaster } = this.#established.secrets;
    for (const secret of [this.#read, this.#write, this.#exporterMaster, resumptionMaster]) secret[Symbol.dispose]();
  }

  #perform(effect: Effect, message: Uint8Array): void {
    switch (effect.do) {
      case 'next-read-key': {
        using previous = this.#read;
        this.#read = nextTrafficSecret(this.#hkdf, previous);
        this.#io.readWith('application', this.#established.suite, this.#read);
        this.#log('read', this.#read);
        this.#askedForUpdate = false;
        return;
      }
      case 'update-write-key':
        // Who has said goodbye says nothing more: what was asked for is for data that will not come. §6.1
        return this.#port.closing() ? undefined : this.updateWriteKey(false);
      case 'keep-ticket':
        return this.#keep(effect.ticket);
      case 'authenticate':
        if (this.#port.closing()) return;
        return this.#later.answer(
          effect.request,
          message,
          () => this.#write,
          () => this.#goOn(),
        );
    }
  }

  /** Our answer is given: what was written meanwhile follows. */
  #goOn(): void {
    this.#channel.flush();
    for (const data of this.#waiting.take()) this.write(data);
  }

  /** A store that fails costs a full handshake later, and nothing else. */
  #keep(ticket: NewSessionTicket13): void {
    const { keepTicket } = this.#established;
    if (keepTicket === undefined) return;
    void run(ask(() => keepTicket(ticket)));
  }

  /** How many records of data our key may still protect: some are kept for KeyUpdate and alerts. */
  #sendable(): number {
    return this.#channel.recordsLeft.sent - reserve;
  }

  #log(direction: 'read' | 'write', secret: Secret): void {
    const generation = ++this.#generations[direction];
    const ours = direction === 'write';
    const side = ours === (this.#state.role === 'client') ? 'CLIENT' : 'SERVER';
    this.#io.logSecret(`${side}_TRAFFIC_SECRET_${generation}`, this.#established.clientRandom, secret);
  }
}

/** In TLS 1.3 no context is the same as an empty one. RFC 8446 §7.5 */
const none = new Uint8Array(0);
/** Records that a key must still be able to protect when it is replaced. */
const reserve = 8;
