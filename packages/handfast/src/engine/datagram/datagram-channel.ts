/** What a connection speaks through over datagrams, which get lost, overtake each other, and come twice. RFC 6347, RFC 9147 */

import { isPromise } from '../../base/awaitable.ts';
import { MisuseError, ProtocolError } from '../../base/errors.ts';
import { changeCipherSpec } from '../../handshake/flow.ts';
import type { Epoch } from '../../handshake/io.ts';
import type { Role } from '../../handshake/tls13/keys.ts';
import { inDatagrams } from '../../record/datagram12.ts';
import { withConnectionId } from '../../record/datagram12-id.ts';
import { maxPlaintext, type PlainRecord, type RecordProtector } from '../../record/protector.ts';
import { contentTypes } from '../../registry/content-types.ts';
import type { VersionRow } from '../../registry/versions.ts';
import { decode } from '../../wire/codec.ts';
import { encodeMessage, handshakeHeader } from '../../wire/handshake.ts';
import {
  NewConnectionId,
  newConnectionId,
  RequestConnectionId,
  requestConnectionId,
  spare,
} from '../../wire/messages/connection-ids.ts';
import type { Channel } from '../channel.ts';
import type { Direction, Observer } from '../observer.ts';
import { acknowledgedBy, Processed } from './acknowledgement.ts';
import { Episode } from './episode.ts';
import { type Fragment, fragmentsIn, fragmentsThere } from './fragment.ts';
import { Listener } from './listener.ts';
import { Packer, type WriteEpoch } from './packer.ts';
import { checkPath, type Path } from './path.ts';
import { PathChecks } from './path-checks.ts';
import type { Opened } from './read-epochs.ts';
import { type Fate, Reassembler } from './reassembler.ts';
import type { RetransmissionTimes } from './retransmission.ts';
import { Speaker } from './speaker.ts';

export interface DatagramChannelOptions {
  readonly role: Role;
  readonly observer: Observer;
  readonly handshakeMessageLimit: number;
  /** Largest datagram, in bytes, for what can be cut. */
  readonly mtu: number;
  /** How long the name is that we ask to be called by, if we do. */
  readonly connectionIdLength?: number | undefined;
  readonly times: RetransmissionTimes;
  readonly now: number;
  /** Bytes to send have become ready, or protecting them has failed. */
  readonly onReady: (failure: { readonly thrown: unknown } | undefined) => void;
}

export class DatagramChannel implements Channel {
  readonly #options: DatagramChannelOptions;
  readonly #packer: Packer;
  readonly #speaker: Speaker;
  readonly #listener: Listener;
  readonly #reassembler: Reassembler;
  readonly #processed = new Processed();
  readonly #episode: Episode;
  /** When the first of the records came that no ACK has named. */
  #unacknowledgedSince: number | undefined;
  #awaitsChange = false;
  #repeated = false;
  #acknowledges = false;
  #finished = false;
  #now: number;
  #maxContent = maxPlaintext;
  #version = oldest;
  #ourId: Uint8Array = new Uint8Array(0);
  peerId: Uint8Array = new Uint8Array(0);
  pathChecks: PathChecks | undefined;

  constructor(options: DatagramChannelOptions) {
    const { mtu, times, observer, handshakeMessageLimit, now, onReady } = options;
    this.#options = options;
    this.#now = now;
    this.#listener = new Listener(options.connectionIdLength);
    const sealed = ({ name: epoch }: WriteEpoch, type: number, length: number): void =>
      observer.record?.({ direction: 'sent', type, length, epoch });
    this.#packer = new Packer(mtu, sealed, onReady);
    this.#speaker = new Speaker(this.#packer, oldest, times, observer);
    this.#reassembler = new Reassembler(handshakeMessageLimit);
    this.#episode = new Episode(options.role, this.#reassembler);
  }

  get epochs(): Readonly<Record<Direction, Epoch>> {
    return { sent: this.#speaker.epoch.name, received: this.#listener.epoch };
  }

  get recordsLeft(): Readonly<Record<Direction, number>> {
    return { sent: this.#speaker.recordsLeft, received: this.#listener.recordsLeft };
  }

  get maxContent(): number {
    return this.#maxContent;
  }

  /** Messages are cut and mixed by the network here: that says nothing about the peer. */
  get insideMessage(): boolean {
    return false;
  }

  get settled(): boolean {
    return this.#packer.settled;
  }

  get lastSequence(): Readonly<Record<Direction, number>> {
    return { sent: this.#speaker.lastSequence, received: this.#reassembler.next - 1 };
  }

  get wakeAt(): number | undefined {
    return earlier(this.#speaker.due, this.#acknowledgeAt);
  }

  /** Keys that were announced wait for the peer. RFC 9147 §8 */
  get updating(): boolean {
    return this.#speaker.updating;
  }

  push(datagram: Uint8Array): void {
    this.#options.observer.datagram?.({ direction: 'received', length: datagram.length });
    this.#repeated = false;
    this.#listener.push(datagram);
  }

  keep(): void {
    this.#listener.keep();
  }

  nextMessage(): Uint8Array | undefined {
    const message = this.#reassembler.take();
    if (message !== undefined) {
      this.#speaker.answered();
      this.#episode.heard(message);
    }
    return message !== undefined && this.#aboutIds(message) ? this.nextMessage() : message;
  }

  nextRecord(): PlainRecord | Promise<PlainRecord | undefined> | undefined {
    for (;;) {
      const next = this.#listener.next(this.#awaitsChange);
      if (next === undefined || 'type' in next) return next;
      if (isPromise(next)) return next.then((opened) => opened && this.#sort(opened));
      const record = this.#sort(next);
      if (record !== undefined) return record;
    }
  }

  check({ length }: Uint8Array): void {
    if (length <= this.#maxContent) return;
    throw new MisuseError(`${length} bytes do not fit one datagram: ${this.#maxContent} would`);
  }

  /** The peer wants to be called otherwise, or would like to know more names of ours: we have one. RFC 9147 §9 */
  #aboutIds(message: Uint8Array): boolean {
    if (!this.#finished || !this.#acknowledges || this.#listener.ourId === undefined) return false;
    if (message[0] === requestConnectionId) {
      decode(RequestConnectionId, message.subarray(handshakeHeader));
      this.#speaker.message(
        encodeMessage({ type: newConnectionId, body: NewConnectionId }, { cids: [], usage: spare }),
      );
      this.flush();
      return true;
    }
    if (message[0] !== newConnectionId) return false;
    const { cids, usage } = decode(NewConnectionId, message.subarray(handshakeHeader));
    const [first] = cids;
    if (usage !== spare && first !== undefined) this.peerId = new Uint8Array(first);
    return true;
  }

  /** The pieces in a handshake record. */
  collect(content: Uint8Array): void {
    const { last, counts, protected: genuine } = this.#listener;
    if (last === undefined) return;
    const fragments = counts || genuine ? fragmentsIn(content) : fragmentsThere(content);
    const fates = fragments.map((fragment) => this.#collectOne(fragment, counts, last));
    if (fates.includes('kept') && this.#acknowledges && !this.#finished) this.#speaker.heard();
    // What is acknowledged does not come again. RFC 9147 §7
    if (fates.length === 0 || fates.includes('ignored')) return;
    this.#processed.add(last.epoch.number, last.sequence);
    if (this.#acknowledges) this.#unacknowledgedSince ??= this.#now;
  }

  sendMessage(message: Uint8Array): void {
    this.#speaker.message(message);
  }

  flush(waitingFor: readonly string[] = [], working = false): void {
    this.#awaitsChange = waitingFor.includes(changeCipherSpec);
    // Who is to say more says it in the same datagrams.
    if (working) return;
    if (!this.#speaker.flush(this.#now) || this.#finished) return;
    // An answer says that everything before it has come. RFC 9147 §7.1
    this.#processed.clear();
    this.#unacknowledgedSince = undefined;
  }

  send(type: number, data: Uint8Array): void {
    if (type === contentTypes.change_cipher_spec) return this.#speaker.changeCipherSpec();
    this.flush();
    this.#packer.close();
    this.#speaker.once(type, data);
    this.#packer.close();
  }

  take(): readonly Uint8Array[] {
    const datagrams = this.#packer.take();
    for (const { length } of datagrams) this.#options.observer.datagram?.({ direction: 'sent', length });
    return datagrams;
  }

  recycle(): void {}

  readWith(epoch: Epoch, protector: RecordProtector): void {
    // KeyUpdate is the last message under its keys, and ends its epoch. RFC 9147 §8, erratum 8047
    const excess = this.#reassembler.incomplete && this.#listener.encrypts;
    if (excess && this.#acknowledges) throw new ProtocolError('message_spans_key_change');
    if (!this.#finished) this.#reassembler.drop();
    this.#episode.changed();
    this.#listener.install(epoch, this.#inDatagrams(protector, this.#ourId));
  }

  writeWith(epoch: Epoch, protector: RecordProtector): void {
    this.#speaker.install(epoch, this.#inDatagrams(protector, this.peerId));
  }

  limitRecords({ sent, received }: Parameters<Channel['limitRecords']>[0]): void {
    this.#maxContent = Math.min(this.#maxContent, (sent ?? Infinity) - 1);
    if (received !== undefined) this.#listener.receivedLimit = received;
  }

  /** Early data that was rejected has an epoch of its own, for which there are no keys. RFC 9147 §6.1 */
  skipUnopenable(): void {}

  challengePath(cookie: Uint8Array): boolean {
    const challenge = this.#finished ? this.pathChecks?.challenge(cookie, this.#now) : undefined;
    if (challenge !== undefined) this.#probe(challenge);
    return challenge !== undefined;
  }

  isProbe(datagram: Uint8Array): boolean {
    return this.#packer.isProbe(datagram);
  }

  nameConnection(ours: Uint8Array, theirs: Uint8Array, checksPaths: boolean): void {
    if (checksPaths) this.pathChecks = new PathChecks();
    this.#ourId = ours;
    this.peerId = theirs;
    this.#listener.ourId = ours;
  }

  speak({ helloVersion, flow }: VersionRow): void {
    this.#version = helloVersion;
    this.#acknowledges = flow === 'tls13';
    this.#speaker.speak(helloVersion, this.#acknowledges);
    this.#listener.speak(this.#acknowledges);
  }

  startAgain(ours: boolean): void {
    this.#finished = false;
    this.#episode.begin();
    this.#speaker.startAgain(ours);
    this.#listener.startAgain();
  }

  finish(): void {
    this.#finished = true;
    this.#episode.finish();
    this.#speaker.finish();
    this.#listener.finish();
    // Nothing else tells a client that its last words have come: what a server says next need not be an answer.
    if (this.#acknowledges) this.#acknowledge();
  }

  tick(now: number): void {
    this.#now = now;
    this.#listener.tick(now);
    if (this.#acknowledgeAt !== undefined && now >= this.#acknowledgeAt) this.#acknowledge();
    this.#speaker.tick(now);
  }

  usePath({ mtu, first }: Path): void {
    checkPath({ mtu, first });
    if (mtu !== undefined) this.#packer.mtu = mtu;
    if (first !== undefined) this.#speaker.expectAnswersIn(first);
  }

  /** What comes within a fraction of the time that an answer may take is acknowledged together. RFC 9147 §7.1 */
  get #acknowledgeAt(): number | undefined {
    return this.#unacknowledgedSince === undefined ? undefined : this.#unacknowledgedSince + this.#speaker.patience;
  }

  #collectOne(fragment: Fragment, counts: boolean, { sequence }: Opened): Fate {
    if (!this.#reassembler.begun && this.#options.role === 'server' && fragment.sequence <= mostStateless) {
      this.#reassembler.startAt(fragment.sequence);
      this.#speaker.startAt(fragment.sequence, sequence);
    }
    if (counts && this.#listener.protected && !this.#acknowledges) {
      this.#episode.align(fragment);
      if (this.#episode.isBefore(fragment)) return this.#heardBefore(fragment);
    }
    if (!counts && (this.#episode.again || !this.#reassembler.isOld(fragment))) {
      if (this.#listener.protected && this.#acknowledges) throw new ProtocolError('message_spans_key_change');
      return 'ignored';
    }
    const fate = this.#reassembler.add(fragment);
    if (fate === 'old') this.#heardAgain(fragment);
    return fate;
  }

  /** The end of the handshake before comes again: the peer has not heard our end of it. */
  #heardBefore({ offset, data, length }: Fragment): Fate {
    if (offset + data.length === length && !this.#repeated) {
      this.#repeated = true;
      this.#speaker.repeatBefore();
    }
    return 'old';
  }

  /** The end of what we answered comes again: the answer did not arrive. Once for each datagram. */
  #heardAgain({ sequence, offset, data, length }: Fragment): void {
    const ends = sequence === this.#reassembler.next - 1 && offset + data.length === length;
    if (!ends || this.#repeated) return;
    this.#repeated = true;
    this.#speaker.repeat();
  }

  #sort(opened: Opened): PlainRecord | undefined {
    const record = this.#listener.sort(opened);
    this.#observeReceived(opened);
    if (record?.type === contentTypes.return_routability_check && this.pathChecks !== undefined) {
      const answer = this.pathChecks.hear(record.data, this.#now);
      if (answer !== undefined) this.#probe(answer);
      return undefined;
    }
    if (record?.type !== contentTypes.ACK) return record;
    if (this.#acknowledges) this.#speaker.acknowledge(acknowledgedBy(record.data, opened.epoch), this.#now);
    return undefined;
  }

  #probe(content: Uint8Array): void {
    this.#packer.addProbe(this.#speaker.epoch, contentTypes.return_routability_check, content);
  }

  #acknowledge(): void {
    this.#unacknowledgedSince = undefined;
    const ack = this.#processed.acknowledgement(this.#packer.room(this.#speaker.epoch));
    if (ack !== undefined) this.#speaker.once(contentTypes.ACK, ack);
  }

  /** Protection of DTLS 1.3 is made for datagrams; that of the versions before has to be told. */
  #inDatagrams(protector: RecordProtector, id: Uint8Array): RecordProtector {
    if (protector.sequenceMask !== undefined) return protector;
    if (id.length === 0 || !protector.encrypts) return inDatagrams(protector);
    return withConnectionId(protector, this.#version, id);
  }

  #observeReceived({ record: { type, data }, epoch, sequence }: Opened): void {
    const newest = epoch.protector.encrypts && sequence === epoch.window.highest;
    const { name } = epoch;
    this.#options.observer.record?.({ direction: 'received', type, length: data.length, epoch: name, newest });
  }
}

const earlier = (left: number | undefined, right: number | undefined): number | undefined =>
  left === undefined || right === undefined ? (left ?? right) : Math.min(left, right);

/** DTLS 1.0, which every server accepts in the header of a first record. */
const oldest = 0xfeff;
/** How many hellos may have been answered without keeping anything. */
const mostStateless = 4;
