/** What we say in datagrams: flights that are said again until they are heard, and data that is said once. RFC 6347 §4.2.4 */

import { ProtocolError } from '../../base/errors.ts';
import type { Epoch } from '../../handshake/io.ts';
import { inDatagrams } from '../../record/datagram12.ts';
import { unprotected } from '../../record/none.ts';
import type { RecordProtector } from '../../record/protector.ts';
import { contentTypes } from '../../registry/content-types.ts';
import type { RecordNumber } from '../../wire/messages/ack.ts';
import { messages13 } from '../../wire/messages13.ts';
import type { Observer, RetransmissionEvent } from '../observer.ts';
import { Flight } from './flight.ts';
import type { Packer, WriteEpoch } from './packer.ts';
import type { Said } from './piecework.ts';
import { RetransmissionTimer, type RetransmissionTimes } from './retransmission.ts';

interface Numbered {
  readonly message: Uint8Array;
  readonly sequence: number;
}

/** A KeyUpdate of ours: the keys that follow it may be used when it was acknowledged. RFC 9147 §8 */
interface Update extends Numbered {
  /** Messages that were to be said since: KeyUpdate is the last one under its keys. Erratum 8047 */
  readonly after: Numbered[];
  /** Absent while an earlier one has not been acknowledged. */
  said: Said | undefined;
  next: WriteEpoch | undefined;
}

export class Speaker {
  readonly #packer: Packer;
  readonly #observer: Observer;
  readonly #timer: RetransmissionTimer;
  #flight = new Flight();
  /** The end of the handshake before, while the peer may not have heard it. */
  #before: Flight | undefined;
  /** Whether one more handshake was begun, and nothing of it was heard. */
  #wishing = false;
  readonly #open: WriteEpoch;
  #current: WriteEpoch;
  #updates: Update[] = [];
  /** Part of the flight that has not been sent yet. */
  #fresh: Said[] = [];
  #sequence = 0;
  /** Whether the peer has said something since the flight began. */
  #answered = true;
  #echoes = 0;
  #acknowledges = false;
  #finished = false;

  constructor(packer: Packer, version: number, times: RetransmissionTimes, observer: Observer) {
    this.#packer = packer;
    this.#observer = observer;
    this.#timer = new RetransmissionTimer(times);
    this.#open = { number: 0, name: 'initial', protector: inDatagrams(unprotected(version)), next: 0 };
    this.#current = this.#open;
  }

  /** The keys that protect what is sent now. */
  get epoch(): WriteEpoch {
    return this.#current;
  }

  /** When a flight has to be sent again. */
  get due(): number | undefined {
    return this.#timer.due;
  }

  /** How long acknowledgements may wait for company. */
  get patience(): number {
    return this.#timer.patience;
  }

  /** Whether new keys wait until the peer knows of them. */
  get updating(): boolean {
    return this.#updates.length > 0;
  }

  get recordsLeft(): number {
    const { protector, next } = this.#planned;
    return protector.recordLimit - next;
  }

  /** The number of the message that was said last. */
  get lastSequence(): number {
    return this.#sequence - 1;
  }

  /** What was said before was said without keeping anything: messages and records go on from these numbers. RFC 6347 §4.2.1 */
  startAt(messageSequence: number, recordSequence: number): void {
    this.#sequence = messageSequence;
    this.#open.next = recordSequence;
  }

  /** `acknowledges`: the version has acknowledgements of its own. */
  speak(helloVersion: number, acknowledges: boolean): void {
    this.#open.protector = inDatagrams(unprotected(helloVersion));
    this.#acknowledges = acknowledges;
  }

  message(bytes: Uint8Array): void {
    this.#begin();
    if (this.#sequence > lastMessage) throw new ProtocolError('numbers_exhausted');
    const sequence = this.#sequence++;
    if (bytes[0] === messages13.KeyUpdate.type && this.#acknowledges) this.#update(bytes, sequence);
    else this.#say({ message: bytes, sequence });
  }

  #say(said: Numbered): void {
    const update = this.#updates.at(-1);
    if (update !== undefined) update.after.push(said);
    else this.#fresh.push(this.#flight.add(this.#current, said.message, said.sequence));
  }

  changeCipherSpec(): void {
    this.#begin();
    this.#fresh.push(this.#flight.add(this.#current, undefined, 0));
  }

  /** Sends what belongs to the flight and was not sent yet; whether there was anything. */
  flush(now: number): boolean {
    if (this.#fresh.length === 0) return false;
    this.#flight.transmitThese(this.#packer, this.#fresh);
    this.#fresh = [];
    this.#timer.start(now);
    return true;
  }

  /** Says something once. Data for which no key is left is lost, as datagrams may be. */
  once(type: number, data: Uint8Array): void {
    const { protector, next } = this.#current;
    const exhausted = this.#updates.length > 0 && next >= protector.recordLimit;
    if (type === contentTypes.application_data && exhausted) return;
    this.#packer.add(this.#current, type, data);
  }

  /** What is said from here on is protected like this; after KeyUpdate, when that has been acknowledged. */
  install(name: Epoch, protector: RecordProtector): void {
    if (name === 'initial') this.#current = this.#open;
    else {
      const epoch = { number: epochNumber(name, this.#planned.number, this.#acknowledges), name, protector, next: 0 };
      const update = this.#updates.find(({ next }) => next === undefined);
      if (update === undefined) this.#current = epoch;
      else update.next = epoch;
    }
  }

  /** One more handshake begins, whose messages are counted anew; it is `ours` when the peer does not know of it. */
  startAgain(ours: boolean): void {
    this.#wishing = ours;
    this.#finished = ours;
    this.#before = this.#flight;
    this.#flight = new Flight();
    this.#fresh = [];
    this.#sequence = 0;
    this.#echoes = 0;
  }

  /** The peer has said something new. */
  answered(): void {
    this.#answered = true;
    if (this.#wishing) this.#finished = false;
    this.#wishing = false;
    this.#before = undefined;
  }

  /** The peer has begun to answer: it has heard all that it answers. RFC 9147 §7 */
  heard(): void {
    if (this.#fresh.length > 0) return;
    this.#flight.clear();
    this.#timer.stop();
  }

  /** In milliseconds. */
  expectAnswersIn(first: number): void {
    this.#timer.rescale(first);
  }

  /** The peer says again what we answered: it has not heard us. Where a timer runs, that may be the network's doing. */
  repeat(): void {
    if (this.#timer.due !== undefined || this.#answered) return;
    if (this.#echoes++ < mostEchoes) this.#transmit('repeated');
  }

  /** The same about the handshake before the one that was begun. */
  repeatBefore(): void {
    if (this.#before === undefined) return this.repeat();
    if (this.#before.empty || this.#echoes++ >= mostEchoes) return;
    this.#transmit('repeated', this.#before);
  }

  /** Nothing came of the handshake that was wished for. */
  #stay(): void {
    this.#flight = this.#before ?? this.#flight;
    this.#before = undefined;
    this.#wishing = false;
    this.#fresh = [];
  }

  /** The peer has processed these records. RFC 9147 §7.2 */
  acknowledge(numbers: readonly RecordNumber[], now: number): void {
    let news = false;
    for (const { epoch, sequenceNumber } of numbers) news = this.#flight.acknowledge(epoch, sequenceNumber) || news;
    this.#advance();
    this.#announce();
    if (this.#flight.empty) this.#timer.stop();
    else if (news && this.#fresh.length === 0 && this.#flight.transmitLost(this.#packer)) {
      this.#observer.retransmission?.({ reason: 'acknowledged', messages: this.#flight.size });
    }
    this.flush(now);
  }

  /** The handshake is over. Where nothing is acknowledged, the last flight is kept for a peer that asks for it again. */
  finish(): void {
    this.#finished = true;
    if (this.#wishing) this.#stay();
    if (this.#answered) this.#flight.clear();
    if (this.#answered || !this.#acknowledges) this.#timer.stop();
  }

  /** Throws `no_answer` when a flight has been sent often enough; after the handshake it is given up in silence. */
  tick(now: number): void {
    const { due } = this.#timer;
    if (due === undefined || now < due - early) return;
    if (this.#timer.exhausted && this.#finished && !this.#flight.completes) return this.#giveUp(now);
    this.#timer.again(now);
    // A path that loses everything may lose what is long. RFC 6347 §4.1.1.1
    if (this.#timer.attempts > 2) this.#packer.mtu = Math.min(this.#packer.mtu, cautiousMtu);
    this.#transmit('timeout');
  }

  /** What was said after the handshake is not worth the connection: keys that were announced stay as they are. */
  #giveUp(now: number): void {
    this.#timer.stop();
    if (this.#updates[0]?.said !== undefined) return;
    this.#flight.clear();
    this.#announce();
    this.flush(now);
  }

  /** What is said after an answer begins a flight: the one before has been heard. */
  #begin(): void {
    if (!this.#answered || (this.#finished && this.#acknowledges)) return;
    this.#flight.clear();
    this.#fresh = [];
    this.#answered = false;
    this.#echoes = 0;
  }

  #transmit(reason: RetransmissionEvent['reason'], flight = this.#flight): void {
    if (flight.empty) return;
    this.#observer.retransmission?.({ reason, messages: flight.size });
    flight.transmit(this.#packer);
  }

  /** The keys under which the next message would go if all that was said had been heard. */
  get #planned(): WriteEpoch {
    return this.#updates.findLast(({ next }) => next !== undefined)?.next ?? this.#current;
  }

  #update(message: Uint8Array, sequence: number): void {
    this.#updates.push({ message, sequence, after: [], said: undefined, next: undefined });
    if (this.#updates.length === 1) this.#announce();
  }

  /** Says the first KeyUpdate that has not been said, when everything before it was heard: one flight at a time. */
  #announce(): void {
    const [update] = this.#updates;
    if (update === undefined || update.said !== undefined || !this.#flight.empty) return;
    update.said = this.#flight.add(this.#current, update.message, update.sequence);
    this.#fresh.push(update.said);
  }

  /** Keys whose KeyUpdate was acknowledged are used from here on. */
  #advance(): void {
    const [update] = this.#updates;
    if (update?.said === undefined || update.next === undefined || this.#flight.holds(update.said)) return;
    this.#current = update.next;
    this.#updates.shift();
    for (const { message, sequence } of update.after)
      this.#fresh.push(this.#flight.add(this.#current, message, sequence));
  }
}

/** Early data, handshake, and all that follows have numbers of their own in DTLS 1.3. RFC 9147 §6.1 */
export function epochNumber(name: Epoch, before: number, modern: boolean): number {
  if (name === 'early') return 1;
  if (name === 'handshake') return 2;
  return modern ? Math.max(3, before + 1) : before + 1;
}

/** Messages have 16-bit numbers, which must not wrap. RFC 6347 §4.2.2, RFC 9147 §5.2 */
const lastMessage = 0xffff;
/** How often a flight is sent again because the peer repeats itself: somebody else may be repeating it. */
const mostEchoes = 24;
/** In bytes: what every path of IPv4 lets pass whole. RFC 791 §3.1 */
const cautiousMtu = 548;

/** Timers of operating systems may fire so many milliseconds early: to wait for the rest would cost another timer. */
const early = 10;
