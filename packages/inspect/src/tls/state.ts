/** One connection as its messages tell it: what was agreed on, with which keys, and what has been proved. */

import type { RecordProtector } from 'handfast/record';
import { alertName, type CipherSuite, suiteById, type VersionRow, versionByWire } from 'handfast/registry';
import type { Prf } from 'handfast/schedule';
import type { Connection, Direction, FrameInfo } from '../model.ts';
import { toHex } from './bytes.ts';
import { certificateTypeOf } from './certificate-type.ts';
import { nothingShown, type Shown, shown13, shownClassic, unpacked } from './chains.ts';
import type { HeardMessage, HeardTranscript } from './heard-transcript.ts';
import {
  type ClientHelloFacts,
  chosenVersion,
  clientHelloFacts,
  extensionsOfBlock,
  extensionValue,
  hasExtension,
  newestOffered,
  type RawExtension,
  type ServerHelloFacts,
  serverHelloFacts,
} from './hello.ts';
import { hiddenHello, secondHello } from './hidden-hello.ts';
import { type AgreedClassic, isHash, prfFor, protectorClassic } from './keys/classic.ts';
import { mastersOf } from './keys/premaster.ts';
import { PskSecrets } from './keys/psk13.ts';
import { Reading } from './keys/reading.ts';
import { Keys13, steps13 } from './keys/tls13.ts';
import { keysOf, Rungs } from './ladder-rungs.ts';
import { freshHandshake, type Handshake } from './one-handshake.ts';
import { Proofs } from './proof/proofs.ts';
import { quietly } from './quietly.ts';
import { Traffic } from './report/traffic.ts';
import { continuedSession, rememberId, rememberTicket } from './resumption.ts';
import type { KnownSession, Shared } from './shared.ts';
import { type MessageContext, messageTitle, type Showing } from './tree/handshake.ts';
import type { Seal } from './tree/sealed.ts';

/** One handshake message, whole. */
export interface HandshakeMessage extends HeardMessage {
  readonly frame: FrameInfo;
  /** Whether it travelled under keys. */
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
  readonly rungs = new Rungs();
  readonly alerts: SeenAlert[] = [];
  readonly changedCipherSpec: [boolean, boolean] = [false, false];
  client: ClientHelloFacts | undefined;
  version: VersionRow | undefined;
  suite: CipherSuite | undefined;
  /** Extensions that the server answers under keys; `undefined` until they come. */
  encryptedExtensions: readonly RawExtension[] | undefined;
  /** By which key logs know the connection. */
  randomHex = '';
  handshakes = 0;
  #now: Handshake;
  readonly #masterOf = new WeakMap<RecordProtector, Uint8Array>();
  readonly #seals: [Seal | undefined, Seal | undefined] = [undefined, undefined];
  #seal13: Seal | undefined;
  #changedEarly = false;
  readonly #isQuic: boolean;

  constructor(connection: Connection, shared: Shared, isQuic = false) {
    this.connection = connection;
    this.shared = shared;
    this.#isQuic = isQuic;
    this.#now = freshHandshake(this.shared.crypto);
    this.proofs = new Proofs(this);
  }

  /** Whether messages and records are those of DTLS. */
  get isDatagram(): boolean {
    return this.connection.carrier === 'datagram' && !this.#isQuic;
  }

  get clientRandoms(): readonly string[] {
    return this.randomHex === '' ? [] : [this.randomHex];
  }

  get flow(): VersionRow['flow'] | undefined {
    return this.version?.flow;
  }

  get retried(): ServerHelloFacts | undefined {
    return this.#now.retried;
  }

  get server(): ServerHelloFacts | undefined {
    return this.#now.server;
  }

  get finished(): Readonly<Handshake['finished']> {
    return this.#now.finished;
  }

  get shown(): Readonly<Handshake['shown']> {
    return this.#now.shown;
  }

  get serverKeyExchange(): Uint8Array | undefined {
    return this.#now.serverKeyExchange;
  }

  get clientKeyExchange(): Uint8Array | undefined {
    return this.#now.clientKeyExchange;
  }

  get resumedFrom(): KnownSession | undefined {
    return this.#now.resumedFrom;
  }

  get transcript(): HeardTranscript | undefined {
    return this.#now.transcript;
  }

  /** Whether both sides have finished. */
  get isFinished(): boolean {
    const [client, server] = this.#now.finished;
    return client !== undefined && server !== undefined;
  }

  /** The newest version that is on offer, until one is agreed on: what Wireshark's Protocol column shows. */
  get shownVersion(): VersionRow | undefined {
    return this.version ?? (this.client && newestOffered(this.client));
  }

  /** How messages are laid out now. */
  contextAt(frame: FrameInfo): MessageContext {
    return { version: this.version, suite: this.suite, datagram: this.isDatagram, time: frame.time };
  }

  /** What else trees of certificates depend on. */
  showingOf(direction: Direction): Showing {
    return { certificateType: certificateTypeOf(this, direction), unpackers: this.shared.unpackers };
  }

  /** A message came by. */
  message(direction: Direction, message: HandshakeMessage): void {
    const { type, body, frame, isProtected } = message;
    this.note(direction, messageTitle(type, body), frame, body.length + 4, isProtected);
    // Proofs look at the transcript before the message that they prove.
    this.proofs.before(direction, message);
    if (type === 1) this.#clientHello(message);
    else if (type === 2) this.#serverHello(message);
    else this.#later(direction, message);
  }

  /** One more line of the ladder. */
  note(direction: Direction, name: string, frame: FrameInfo, length: number, isProtected: boolean): void {
    this.rungs.add({ direction, name, frame, length, isProtected, keys: keysOf(this, direction, isProtected) });
  }

  /** An alert whose content is known. */
  alert(direction: Direction, data: Uint8Array, frame: FrameInfo, isProtected: boolean): void {
    const [level = 0, description = 255] = data;
    if (this.alerts.length < mostAlerts) this.alerts.push({ direction, level, description, frame });
    this.note(direction, `Alert: ${alertName(description)}`, frame, data.length, isProtected);
  }

  changeCipherSpec(direction: Direction, frame: FrameInfo): void {
    this.note(direction, 'Change Cipher Spec', frame, 1, false);
    if (this.flow === 'tls13') return;
    if (this.client !== undefined && this.server === undefined) {
      // For middleboxes, before early data; or the other direction is missing (RFC 8446 §D.4).
      this.#changedEarly = direction === 0;
      return;
    }
    this.changedCipherSpec[direction] = true;
    this.#seals[direction] = this.agreed;
    rememberId(this, frame);
    this.readings[direction].use((step) => (step === 0 ? this.#classicProtectors(direction) : []), 0);
    this.readings[direction].restart();
  }

  /** What protects the records of a direction, as far as the hellos that were agreed on told. */
  sealOf(direction: Direction): Seal | undefined {
    if (this.flow !== 'tls13') return this.#seals[direction];
    const { version, suite } = this;
    if (version === undefined || suite === undefined) return undefined;
    if (this.#seal13?.suite !== suite) {
      this.#seal13 = { version, suite, encryptThenMac: false, truncatedHmac: false, compressed: false };
    }
    return this.#seal13;
  }

  /** Whether a record of this outer type comes under keys. */
  isProtected(direction: Direction, type: number): boolean {
    if (this.changedCipherSpec[direction]) return true;
    if (type === 22 && direction === 0 && this.#changedEarly && this.traffic.bytes[1] === 0) return true;
    // Nobody sends data without keys.
    return type === 23;
  }

  /** A record that is a Finished, most likely, and stays closed. */
  protectedHandshake(direction: Direction, frame: FrameInfo): void {
    if (this.flow !== 'tls13' && this.changedCipherSpec[direction]) this.#now.finished[direction] ??= frame;
  }

  /** An external key whose binder is right: what follows from it alone. */
  usePsk(index: number, hash: 'sha256' | 'sha384', psk: Uint8Array, helloHash: Uint8Array): void {
    const { crypto, keyLog } = this.shared;
    if (crypto === undefined || this.isDatagram) return;
    const secrets = new PskSecrets(crypto, hash, psk, keyLog, this.randomHex);
    secrets.clientHello(helloHash);
    this.#now.psk = { index, secrets };
  }

  /** A hello in the format of SSL 2.0: a challenge stands in the place of the random. RFC 5246 §E.2 */
  helloInSsl2(facts: ClientHelloFacts, whole: Uint8Array, frame: FrameInfo): void {
    this.#now = freshHandshake(this.shared.crypto);
    this.#hello(facts, { type: 1, body: whole, whole }, false);
    this.note(0, 'Client Hello', frame, whole.length, false);
  }

  /** The master secret of the session, up to TLS 1.2; looked up until it is found. */
  get master(): Uint8Array | undefined {
    if (this.#now.master !== undefined) return this.#now.master;
    const masters = mastersOf(this, this.#now.sessionHash);
    // Of several, the one that opened a record is right.
    const opener = this.readings
      .map(({ opener: last }) => last && this.#masterOf.get(last))
      .find((one) => one !== undefined);
    this.#now.master = masters.length === 1 ? masters[0] : opener;
    return this.#now.master;
  }

  get prf(): Prf | undefined {
    const { crypto } = this.shared;
    if (crypto === undefined || this.version === undefined || this.suite === undefined) return undefined;
    return prfFor(crypto, this.version, this.suite);
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
      compressed: server.compression === 1,
      extendedMasterSecret: hasExtension(server.extensions, 23),
    };
  }

  #clientHello(sent: HandshakeMessage): void {
    const message = { ...sent, ...secondHello(this.#now, sent.body) };
    const facts = clientHelloFacts(message.body, this.isDatagram);
    if (facts === undefined) return;
    const isSecond = this.retried !== undefined && this.server === undefined;
    // A cookie brings the first hello back, and with it everything begins anew (RFC 6347 §4.2.1).
    const isAgain = isSecond || (this.isDatagram && this.client !== undefined && this.server === undefined);
    if (!isSecond) this.#now = freshHandshake(this.shared.crypto);
    this.#hello(facts, message, isAgain);
    this.proofs.clientHello(message, facts);
    const keys = this.keys13(0);
    if (keys === undefined || this.changedCipherSpec[0]) return;
    const hasEarly = hasExtension(facts.extensions, 42) && !isSecond;
    this.readings[0].use((step) => keys.protectors(step), hasEarly ? steps13.early : steps13.handshake);
  }

  #hello(facts: ClientHelloFacts, message: HeardMessage, isAgain: boolean): void {
    this.client = facts;
    this.randomHex = toHex(facts.random);
    if (!isAgain) this.handshakes++;
    this.transcript?.add(message);
  }

  #serverHello(message: HandshakeMessage): void {
    const facts = serverHelloFacts(message.body);
    if (facts === undefined) return;
    this.version = versionByWire(chosenVersion(facts)) ?? versionByWire(facts.version);
    this.suite = suiteById(facts.suite);
    if (this.isDatagram && this.flow === 'tls13') this.transcript?.hearTlsHeaders();
    if (this.flow === 'tls13' && this.retried === undefined) this.#unhide(message.body);
    this.transcript?.add(message);
    if (facts.isRetry) {
      this.#now.retried = facts;
      const hash = this.suite?.hash;
      if (hash !== undefined && isHash(hash)) quietly(() => this.transcript?.retry(hash));
      return;
    }
    this.#now.server = facts;
    const hashes = this.flow === 'tls13' ? [this.suite?.hash] : (this.prf?.transcriptHashes ?? []);
    const known = hashes.filter((hash) => hash !== undefined).filter(isHash);
    quietly(() => this.transcript?.start(known, this.flow !== 'tls13'));
    this.#now.resumedFrom = continuedSession(this);
    const { psk } = this.#now;
    const isAlone =
      !hasExtension(facts.extensions, 51) &&
      extensionValue(facts.extensions, 'ServerHello', 'pre_shared_key') === psk?.index;
    if (psk !== undefined && isAlone)
      quietly(() => psk.secrets.serverHello(this.transcript?.now.digest() as Uint8Array));
    const keys = this.flow === 'tls13' ? this.keys13(1) : undefined;
    if (keys !== undefined) this.readings[1].use((step) => keys.protectors(step), steps13.handshake);
  }

  /** What was hidden is what the client has said, if the server says so. */
  #unhide(answer: Uint8Array): void {
    const hidden = hiddenHello(this, answer);
    if (hidden === undefined) return;
    this.#now.hidden = hidden.reader;
    this.transcript?.replaceFirst(hidden.message);
    this.client = hidden.facts;
    this.randomHex = toHex(hidden.facts.random);
  }

  #later(direction: Direction, message: HandshakeMessage): void {
    const { type, body, frame } = message;
    this.#hear(message);
    const reading = this.readings[direction];
    if (type === 4) rememberTicket(this, body, frame);
    else if (type === 5) this.readings[0].goTo(steps13.handshake);
    else if (type === 8) this.encryptedExtensions = extensionsOfBlock(body);
    else if (type === 11) this.#show(direction, body);
    else if (type === 12) this.#now.serverKeyExchange = body;
    else if (type === 16) this.#clientKeyExchange(body);
    else if (type === 20) this.#finishedBy(direction, frame);
    else if (type === 25)
      this.#show(
        direction,
        quietly(() => unpacked(body, this.shared.unpackers)),
      );
    else if (type === 24) reading.goTo(reading.step + 1);
  }

  /** Adds what transcripts cover. */
  #hear(message: HandshakeMessage): void {
    const { type } = message;
    const is13 = this.flow === 'tls13';
    if (!this.isFinished) {
      const isLeftOut = type === 0 || type === 3 || type === 24 || (type === 4 && is13);
      if (!isLeftOut) this.transcript?.add(message);
    } else if (is13 && type === 13) this.transcript?.beginLater(message);
    else if (is13 && (type === 11 || type === 15)) this.transcript?.add(message);
  }

  #clientKeyExchange(body: Uint8Array): void {
    this.#now.sessionHash = quietly(() => this.transcript?.now.digest());
    this.#now.clientKeyExchange = body;
    this.#now.master = undefined;
  }

  #finishedBy(direction: Direction, frame: FrameInfo): void {
    if (this.#now.finished[direction] !== undefined) return;
    this.#now.finished[direction] = frame;
    const { psk } = this.#now;
    if (direction === 1 && psk !== undefined) {
      quietly(() => psk.secrets.serverFinished(this.transcript?.now.digest() as Uint8Array));
    }
    if (this.flow === 'tls13') this.readings[direction].goTo(steps13.application);
    else if (this.isFinished) this.transcript?.now.forgetMessages();
  }

  #show(direction: Direction, body: Uint8Array | undefined): void {
    const read = this.flow === 'tls13' ? shown13 : shownClassic;
    const shown = body && quietly((): Shown => read(body, certificateTypeOf(this, direction)));
    this.#now.shown[direction] = shown ?? nothingShown;
  }

  #classicProtectors(direction: Direction): readonly RecordProtector[] {
    const { agreed, prf, master } = this;
    const { crypto } = this.shared;
    if (agreed === undefined || prf === undefined || crypto === undefined) return [];
    const masters = master === undefined ? mastersOf(this, this.#now.sessionHash) : [master];
    return masters.flatMap((candidate) => {
      const protector = protectorClassic(crypto, prf, agreed, candidate, direction);
      if (protector === undefined) return [];
      this.#masterOf.set(protector, candidate);
      return [protector];
    });
  }
}

const mostAlerts = 64;
