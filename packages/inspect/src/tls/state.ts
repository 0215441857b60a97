/** One connection as its messages tell it: what was agreed on, with which keys, and what has been proved. */

import { alertName, type CipherSuite, suiteById, type VersionRow, versionByWire } from 'handfast/registry';
import { type Prf, Transcript } from 'handfast/schedule';
import { decode, messages13, messagesClassic } from 'handfast/wire';
import type { Connection, Direction, FrameInfo } from '../model.ts';
import { concat, toHex } from './bytes.ts';
import {
  type ClientHelloFacts,
  chosenVersion,
  clientHelloFacts,
  extensionsOfBlock,
  extensionValue,
  hasExtension,
  offeredVersions,
  type RawExtension,
  type ServerHelloFacts,
  serverHelloFacts,
} from './hello.ts';
import { type AgreedClassic, prfFor, protectorClassic } from './keys/classic.ts';
import { premasterMaster } from './keys/premaster.ts';
import { Reading } from './keys/reading.ts';
import { Keys13, steps13 } from './keys/tls13.ts';
import { Proofs } from './proof/proofs.ts';
import { Traffic } from './report/traffic.ts';
import type { KnownSession, Shared } from './shared.ts';
import type { MessageContext } from './tree/handshake.ts';
import { messageTitle } from './tree/handshake.ts';

/** One handshake message, whole. */
export interface HandshakeMessage {
  readonly type: number;
  readonly body: Uint8Array;
  /** As the transcript hears it: header and body. */
  readonly whole: Uint8Array;
  readonly frame: FrameInfo;
  /** Whether it travelled under keys. */
  readonly isProtected: boolean;
}

/** One line of the ladder: what one side said. */
export interface Rung {
  readonly direction: Direction;
  readonly name: string;
  readonly frame: FrameInfo;
  readonly length: number;
  readonly isProtected: boolean;
}

export interface SeenAlert {
  readonly direction: Direction;
  readonly level: number;
  readonly description: number;
  readonly frame: FrameInfo;
}

export class TlsState {
  readonly connection: Connection;
  readonly shared: Shared;
  readonly readings: readonly [Reading, Reading] = [new Reading(), new Reading()];
  readonly proofs: Proofs;
  readonly traffic = new Traffic();
  readonly rungs: Rung[] = [];
  readonly alerts: SeenAlert[] = [];
  client: ClientHelloFacts | undefined;
  /** The hello before HelloRetryRequest, where there was one. */
  retried: ServerHelloFacts | undefined;
  server: ServerHelloFacts | undefined;
  version: VersionRow | undefined;
  suite: CipherSuite | undefined;
  /** Extensions that the server answers under keys. */
  encryptedExtensions: readonly RawExtension[] | undefined;
  /** Certificates in DER, the end's own first. */
  readonly chains: [readonly Uint8Array[], readonly Uint8Array[]] = [[], []];
  serverKeyExchange: Uint8Array | undefined;
  readonly changedCipherSpec: [boolean, boolean] = [false, false];
  readonly finished: [FrameInfo | undefined, FrameInfo | undefined] = [undefined, undefined];
  resumedFrom: KnownSession | undefined;
  handshakes = 0;
  certificateRequested = false;
  transcript: Transcript | undefined;
  #master: Uint8Array | undefined;
  #sessionHash: Uint8Array | undefined;
  #heard = 0;
  #changedEarly = false;
  #handshakeTranscript: Transcript | undefined;
  #firstHello: HandshakeMessage | undefined;
  #randomHex = '';
  #premaster: Uint8Array | undefined;

  readonly #isQuic: boolean;

  constructor(connection: Connection, shared: Shared, isQuic = false) {
    this.#isQuic = isQuic;
    this.connection = connection;
    this.shared = shared;
    this.proofs = new Proofs(this);
  }

  /** Whether messages and records are those of DTLS. */
  get isDatagram(): boolean {
    return this.connection.carrier === 'datagram' && !this.#isQuic;
  }

  get flow(): 'classic' | 'tls13' | 'ssl2' | undefined {
    return this.version?.flow;
  }

  /** By which key logs know the connection. */
  get randomHex(): string {
    return this.#randomHex;
  }

  /** The newest version that is on offer, until one is agreed on: what Wireshark's Protocol column shows. */
  get shownVersion(): VersionRow | undefined {
    if (this.version !== undefined) return this.version;
    const offered = this.client === undefined ? [] : offeredVersions(this.client);
    return newest(offered.map(versionByWire).filter((row) => row !== undefined));
  }

  /** How messages are laid out now. */
  contextAt(frame: FrameInfo): MessageContext {
    return { version: this.version, suite: this.suite, datagram: this.isDatagram, time: frame.time };
  }

  /** A message came by. */
  message(direction: Direction, message: HandshakeMessage): void {
    const { type, body, frame, isProtected } = message;
    const name = messageTitle(type, body);
    this.#rung({ direction, name, frame, length: body.length + 4, isProtected });
    // Proofs look at the transcript before the message that they prove.
    this.proofs.before(direction, message);
    if (type === 1) this.#clientHello(message);
    else if (type === 2) this.#serverHello(message);
    else this.#later(direction, message);
  }

  /** A protected message without keys, an alert, application data: lines of the ladder. */
  note(direction: Direction, name: string, frame: FrameInfo, length: number, isProtected: boolean): void {
    this.#rung({ direction, name, frame, length, isProtected });
  }

  /** An alert whose content is known. */
  alert(direction: Direction, data: Uint8Array, frame: FrameInfo, isProtected: boolean): void {
    const [level = 0, description = 255] = data;
    this.alerts.push({ direction, level, description, frame });
    if (this.alerts.length > mostAlerts) this.alerts.shift();
    this.#rung({ direction, name: `Alert: ${alertName(description)}`, frame, length: data.length, isProtected });
  }

  changeCipherSpec(direction: Direction, frame: FrameInfo): void {
    this.#rung({ direction, name: 'Change Cipher Spec', frame, length: 1, isProtected: false });
    if (this.flow === 'tls13') return;
    if (this.client !== undefined && this.server === undefined) {
      // For middleboxes, before early data; or the other direction is missing (RFC 8446 §D.4).
      this.#changedEarly = direction === 0;
      return;
    }
    this.changedCipherSpec[direction] = true;
    this.#rememberId(frame);
    this.readings[direction].use((step) => (step === 0 ? this.#classicProtectors(direction) : []), 0);
    this.readings[direction].restart();
  }

  /** Whether a record of this outer type comes under keys. */
  isProtected(direction: Direction, type: number): boolean {
    if (this.changedCipherSpec[direction]) return true;
    if (type === 22 && direction === 0 && this.#changedEarly && this.traffic.bytes[1] === 0) return true;
    if (type !== 23) return false;
    return this.server !== undefined || this.client !== undefined || this.connection.startsInTheMiddle;
  }

  /** The master secret of the session, up to TLS 1.2; looked up until it is found. */
  get master(): Uint8Array | undefined {
    this.#master ??= this.#findMaster();
    return this.#master;
  }

  get prf(): Prf | undefined {
    const { crypto } = this.shared;
    if (crypto === undefined || this.version === undefined || this.suite === undefined) return undefined;
    return prfFor(crypto, this.version, this.suite);
  }

  get usesExtendedMasterSecret(): boolean {
    return this.server !== undefined && hasExtension(this.server.extensions, 23);
  }

  /** The keys of one direction in TLS 1.3. */
  keys13(direction: Direction): Keys13 | undefined {
    const { crypto } = this.shared;
    if (crypto === undefined) return undefined;
    const secrets = () => this.shared.keyLog.of(this.randomHex);
    return new Keys13(crypto, secrets, () => this.suite, direction, this.isDatagram ? 'dtls13' : 'tls13 ');
  }

  get agreed(): AgreedClassic | undefined {
    const { version, suite, client, server } = this;
    if (version === undefined || suite === undefined || client === undefined || server === undefined) return undefined;
    return {
      version,
      suite,
      randoms: { client: client.random, server: server.random },
      encryptThenMac: hasExtension(server.extensions, 22),
      truncatedHmac: hasExtension(server.extensions, 4),
    };
  }

  #clientHello(message: HandshakeMessage): void {
    const facts = clientHelloFacts(message.body, this.isDatagram);
    if (facts === undefined) return;
    const second = this.retried !== undefined && this.server === undefined;
    // A cookie brings the first hello back, and with it everything begins anew (RFC 6347 §4.2.1).
    const again = second || (this.isDatagram && this.client !== undefined && this.server === undefined);
    if (!second) this.#begin();
    this.#hello(facts, this.#heardAs(message), again);
    this.#firstHello ??= message;
    this.proofs.clientHello(message, facts);
    const keys = this.keys13(0);
    if (keys === undefined || this.changedCipherSpec[0]) return;
    const early = hasExtension(facts.extensions, 42);
    this.readings[0].use((step) => keys.protectors(step), early ? steps13.early : steps13.handshake);
  }

  #hello(facts: ClientHelloFacts, whole: Uint8Array, second: boolean): void {
    this.client = facts;
    this.#randomHex = toHex(facts.random);
    this.handshakes += second ? 0 : 1;
    this.transcript?.add(whole);
  }

  /** A hello in the format of SSL 2.0: a challenge stands in the place of the random. RFC 5246 §E.2 */
  helloInSsl2(facts: ClientHelloFacts, message: Uint8Array, frame: FrameInfo): void {
    this.#begin();
    this.#hello(facts, message, false);
    this.#rung({ direction: 0, name: 'Client Hello', frame, length: message.length, isProtected: false });
  }

  /** A new handshake: the first, or a renegotiation. */
  #begin(): void {
    const { crypto } = this.shared;
    this.transcript = crypto && new Transcript(crypto);
    this.server = undefined;
    this.retried = undefined;
    this.#firstHello = undefined;
    this.#master = undefined;
    this.#sessionHash = undefined;
    this.#premaster = undefined;
    this.resumedFrom = undefined;
    this.chains[0] = [];
    this.chains[1] = [];
    this.finished[0] = undefined;
    this.finished[1] = undefined;
    this.serverKeyExchange = undefined;
    this.certificateRequested = false;
  }

  #serverHello(message: HandshakeMessage): void {
    const facts = serverHelloFacts(message.body);
    if (facts === undefined) return;
    this.version = versionByWire(chosenVersion(facts)) ?? versionByWire(facts.version);
    this.suite = suiteById(facts.suite);
    this.#adaptTranscript();
    this.transcript?.add(this.#heardAs(message));
    if (facts.isRetry) {
      this.retried = facts;
      if (this.hashOfSuite !== undefined) this.#quietly(() => this.transcript?.restart(this.hashOfSuite as 'sha256'));
      return;
    }
    this.server = facts;
    this.#startTranscript();
    this.#recogniseResumption();
    if (this.flow === 'tls13') this.#start13();
  }

  /** DTLS 1.3 hears messages with the header of TLS: the first hello came before that was known. RFC 9147 §5.2 */
  #adaptTranscript(): void {
    const { crypto } = this.shared;
    if (!this.isDatagram || this.flow !== 'tls13' || crypto === undefined || this.retried !== undefined) return;
    this.transcript = new Transcript(crypto);
    if (this.#firstHello !== undefined) this.transcript.add(this.#heardAs(this.#firstHello));
  }

  #heardAs({ type, body, whole }: HandshakeMessage): Uint8Array {
    if (!this.isDatagram || this.flow !== 'tls13') return whole;
    return concat(Uint8Array.of(type, body.length >> 16, body.length >> 8, body.length), body);
  }

  /** The hash that the suite names, where providers have it. */
  get hashOfSuite(): 'sha256' | 'sha384' | undefined {
    const hash = this.suite?.hash;
    return hash === 'sha256' || hash === 'sha384' ? hash : undefined;
  }

  #startTranscript(): void {
    const hashes = this.flow === 'tls13' ? [this.hashOfSuite] : (this.prf?.transcriptHashes ?? []);
    const known = hashes.filter((hash) => hash !== undefined);
    if (known.length === 0) this.transcript = undefined;
    if (this.flow !== 'tls13') this.transcript?.keepMessages();
    this.#quietly(() => this.transcript?.start(...known));
  }

  #start13(): void {
    const server = this.keys13(1);
    if (server !== undefined) this.readings[1].use((step) => server.protectors(step), steps13.handshake);
    // Without early data the client's reading stands at the handshake already.
  }

  #later(direction: Direction, message: HandshakeMessage): void {
    const { type, body, frame } = message;
    this.#hear(message);
    if (type === 4) this.#newTicket(body, frame);
    else if (type === 8) this.encryptedExtensions = extensionsOfBlock(body);
    else if (type === 11) this.chains[direction] = this.#chainOf(body);
    else if (type === 12) this.serverKeyExchange = body;
    else if (type === 13) this.certificateRequested = true;
    else if (type === 16) this.#clientKeyExchange(body);
    else if (type === 20) this.#finishedBy(direction, frame);
    else if (type === 5) this.readings[0].goTo(steps13.handshake);
    else if (type === 24) this.readings[direction].goTo(this.readings[direction].step + 1);
  }

  /** Adds what transcripts cover. Authentication after the handshake covers it and what it says itself. RFC 8446 §4.4 */
  #hear(message: HandshakeMessage): void {
    const { type } = message;
    if (!this.isFinished) {
      const isLeftOut = type === 0 || type === 3 || type === 24 || (type === 4 && this.flow === 'tls13');
      if (!isLeftOut) this.transcript?.add(this.#heardAs(message));
      return;
    }
    if (this.flow !== 'tls13') return;
    if (type === 13) {
      this.#handshakeTranscript ??= this.transcript;
      this.transcript = this.#handshakeTranscript?.fork();
    }
    if (type === 13 || type === 11 || type === 15) this.transcript?.add(this.#heardAs(message));
  }

  /** Whether both sides have finished. */
  get isFinished(): boolean {
    return this.finished[0] !== undefined && this.finished[1] !== undefined;
  }

  #finishedBy(direction: Direction, frame: FrameInfo): void {
    if (this.finished[direction] !== undefined) return;
    this.finished[direction] = frame;
    if (this.flow === 'tls13') this.readings[direction].goTo(steps13.application);
  }

  #chainOf(body: Uint8Array): readonly Uint8Array[] {
    try {
      if (this.flow !== 'tls13') return decode(messagesClassic.Certificate.body, body).certificateList;
      return decode(messages13.Certificate.body, body).certificateList.map(({ certData }) => certData);
    } catch {
      return [];
    }
  }

  #clientKeyExchange(body: Uint8Array): void {
    this.#sessionHash = this.#quietly(() => this.transcript?.digest());
    this.#premaster = body;
    this.#master = undefined;
  }

  /** What an unprotected Finished in a classic handshake says without keys: it was sent. */
  protectedHandshake(direction: Direction, frame: FrameInfo): void {
    if (this.flow !== 'tls13' && this.changedCipherSpec[direction]) this.finished[direction] ??= frame;
  }

  #findMaster(): Uint8Array | undefined {
    const { agreed } = this;
    const { keyLog } = this.shared;
    if (agreed === undefined) return undefined;
    const logged = keyLog.of(this.randomHex).get('CLIENT_RANDOM');
    if (logged !== undefined) return logged;
    const byId = keyLog.masterOfSession(toHex(this.server?.sessionId ?? new Uint8Array(0)));
    if (byId !== undefined) return byId;
    if (this.resumedFrom?.master !== undefined) return this.resumedFrom.master;
    const sessionHash = this.usesExtendedMasterSecret ? this.#sessionHash : undefined;
    if (this.#premaster === undefined || this.prf === undefined) return undefined;
    return premasterMaster(this, this.#premaster, this.prf, agreed, sessionHash);
  }

  #classicProtectors(direction: Direction) {
    const { agreed, master, prf } = this;
    const { crypto } = this.shared;
    if (agreed === undefined || master === undefined || prf === undefined || crypto === undefined) return [];
    const protector = protectorClassic(crypto, prf, agreed, master, direction);
    return protector === undefined ? [] : [protector];
  }

  #newTicket(body: Uint8Array, frame: FrameInfo): void {
    try {
      if (this.flow === 'tls13') {
        const { ticket } = decode(messages13.NewSessionTicket.body, body);
        this.#rememberSession(`psk:${toHex(ticket)}`, 'PSK ticket', frame);
      } else {
        const { ticket } = decode(messagesClassic.NewSessionTicket.body, body);
        this.#rememberSession(`ticket:${toHex(ticket)}`, 'ticket', frame);
      }
    } catch {
      // A malformed ticket can be continued by nobody.
    }
  }

  /** Once the master secret can be known: when keys change. */
  #rememberId(frame: FrameInfo): void {
    const id = this.server?.sessionId;
    if (id !== undefined && id.length > 0) this.#rememberSession(`id:${toHex(id)}`, 'session id', frame);
  }

  #rememberSession(name: string, by: KnownSession['by'], frame: FrameInfo): void {
    const stream = by === 'session id' ? (this.resumedFrom?.stream ?? this.connection.stream) : this.connection.stream;
    const master = by === 'PSK ticket' ? undefined : this.master;
    this.shared.remember(name, { stream, by, master, time: frame.time });
  }

  /** Whether the server agreed to continue a session, and which. RFC 5246 §7.4.1.3, RFC 5077 §3.4, RFC 8446 §4.2.11 */
  #recogniseResumption(): void {
    const { client, server, shared } = this;
    if (client === undefined || server === undefined) return;
    if (this.flow === 'tls13') {
      const index = extensionValue(server.extensions, 'ServerHello', 'pre_shared_key');
      const offered = extensionValue(client.extensions, 'ClientHello', 'pre_shared_key');
      const identity = index === undefined ? undefined : offered?.identities[index]?.identity;
      this.resumedFrom = identity && shared.sessionNamed(`psk:${toHex(identity)}`);
      return;
    }
    const ticket = client.extensions.find(({ id }) => id === 35)?.data;
    const echoed = client.sessionId.length > 0 && toHex(client.sessionId) === toHex(server.sessionId);
    if (!echoed) return;
    const byTicket = ticket && ticket.length > 0 ? shared.sessionNamed(`ticket:${toHex(ticket)}`) : undefined;
    this.resumedFrom = byTicket ?? shared.sessionNamed(`id:${toHex(server.sessionId)}`);
  }

  #rung(rung: Rung): void {
    this.#heard++;
    if (this.#heard <= mostRungs) this.rungs.push(rung);
  }

  /** How many lines the ladder would have if it had all. */
  get heard(): number {
    return this.#heard;
  }

  #quietly<T>(act: () => T): T | undefined {
    try {
      return act();
    } catch {
      return undefined;
    }
  }
}

function newest(rows: readonly VersionRow[]): VersionRow | undefined {
  return order.map((name) => rows.find((row) => row.name === name)).find((row) => row !== undefined);
}

const order = ['TLS 1.3', 'DTLS 1.3', 'TLS 1.2', 'DTLS 1.2', 'TLS 1.1', 'DTLS 1.0', 'TLS 1.0', 'SSL 3.0', 'SSL 2.0'];

/** A connection may renegotiate and update keys for ever. */
const mostRungs = 512;
const mostAlerts = 64;
