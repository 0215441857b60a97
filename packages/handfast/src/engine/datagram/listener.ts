/** What the peer says in datagrams: opened, sorted, and thrown away where anybody could have said it. RFC 6347 §4.1.2.7 */

import { isPromise } from '../../base/awaitable.ts';
import { copyOf, equalBytes } from '../../base/bytes.ts';
import { ProtocolError } from '../../base/errors.ts';
import type { Epoch } from '../../handshake/io.ts';
import { type DatagramRecord, recordsIn } from '../../record/datagram-header.ts';
import { inDatagrams } from '../../record/datagram12.ts';
import { unprotected } from '../../record/none.ts';
import { maxPlaintext, type PlainRecord, type RecordProtector } from '../../record/protector.ts';
import { alertLevels } from '../../registry/alerts.ts';
import { contentTypes } from '../../registry/content-types.ts';
import { type Opened, open, type ReadEpoch, ReadEpochs } from './read-epochs.ts';
import { epochNumber } from './speaker.ts';

export class Listener {
  /** What comes without keys is read at once, and what is worth it is put together elsewhere. */
  readonly #epochs = new ReadEpochs(inDatagrams(unprotected(0xfefd, (fragment) => fragment)));
  #queue: DatagramRecord[] = [];
  /** Records under keys that we may have soon. */
  #held: DatagramRecord[] = [];
  #heldBytes = 0;
  /** What the peer says as if the handshake were finished. */
  #tooEarly: PlainRecord[] = [];
  #ready: PlainRecord[] = [];
  #changeArrived = false;
  #last: Opened | undefined;
  #modern = false;
  #finished = false;
  /** The keys of the handshake before: until they change, data is as good as ever. RFC 6347 §4.1 */
  #before: ReadEpoch | undefined;
  receivedLimit = maxPlaintext + 1;
  /** What we want to be called; `undefined` where nobody has a name. */
  ourId: Uint8Array | undefined;
  readonly #idLength: number | undefined;

  /** `idLength`: of the name that we ask for. It may stand behind the hello that agrees to it, in the same datagram. */
  constructor(idLength: number | undefined) {
    this.#idLength = idLength;
  }

  /** The record that was opened last. */
  get last(): Opened | undefined {
    return this.#last;
  }

  /** The keys of the last record that was opened. */
  get epoch(): Epoch {
    return this.#last?.epoch.name ?? 'initial';
  }

  get recordsLeft(): number {
    const { protector, window } = this.#epochs.current;
    return protector.recordLimit - 1 - window.highest;
  }

  /** Whether a record was the first one that came in its datagram and has been opened: nobody else could have made it. */
  get protected(): boolean {
    return this.#last?.epoch.protector.encrypts ?? false;
  }

  /** Whether the newest keys are ones that only the peer has. */
  get encrypts(): boolean {
    return this.#epochs.current.protector.encrypts;
  }

  push(datagram: Uint8Array): void {
    if (this.#queue.length < mostRecords) this.#queue.push(...recordsIn(datagram, this.#idLength));
  }

  /** What waits is copied: the caller is about to reuse its memory. */
  keep(): void {
    if (this.#queue.length > 0) this.#queue = this.#queue.map(copied);
  }

  speak(modern: boolean): void {
    this.#modern = modern;
  }

  /** What the peer says under newer keys; what was held because they were missing comes next. */
  install(name: Epoch, protector: RecordProtector): void {
    const { number } = this.#epochs.current;
    this.#epochs.install(epochNumber(name, number, this.#modern), name, protector);
    this.#changeArrived = false;
    this.#queue.unshift(...this.#held);
    this.#held = [];
    this.#heldBytes = 0;
  }

  /** The time, in milliseconds since 1970. */
  tick(now: number): void {
    this.#epochs.tick(now);
  }

  /** One more handshake begins, under the keys that there are. */
  startAgain(): void {
    this.#finished = false;
    this.#changeArrived = false;
    this.#before = this.#epochs.current;
  }

  /** The handshake is over: what was said too early can be heard now. */
  finish(): void {
    this.#finished = true;
    this.#epochs.forget('early');
    this.#ready.push(...this.#tooEarly);
    this.#tooEarly = [];
  }

  /** Whether a fragment that came in the last record may be part of a message that is due: no others follow KeyUpdate. */
  get counts(): boolean {
    const epoch = this.#last?.epoch;
    return epoch === undefined || epoch === this.#epochs.current;
  }

  /** The next record for the connection. `awaitsChange`: the handshake waits for the peer's next keys. */
  next(awaitsChange: boolean): Opened | Promise<Opened | undefined> | PlainRecord | undefined {
    for (;;) {
      const ready = this.#ready.shift() ?? (awaitsChange && this.#changed() ? change : undefined);
      if (ready !== undefined) return ready;
      const raw = this.#queue.shift();
      if (raw === undefined) return undefined;
      if (!this.#isForUs(raw)) continue;
      const epoch = this.#epochs.of(raw);
      if (epoch === 'future') this.#hold(raw);
      else if (epoch !== undefined) {
        const opened = open(raw, epoch);
        if (isPromise(opened)) return opened;
        if (opened !== undefined) return opened;
      }
    }
  }

  /** What the connection should see of a record: nothing, where it may be forged or comes at the wrong time. */
  sort(opened: Opened): PlainRecord | undefined {
    const { record, epoch } = opened;
    const { encrypts } = epoch.protector;
    this.#last = opened;
    if (encrypts && record.data.length >= this.receivedLimit) {
      throw new ProtocolError('record_overflow', { length: record.data.length + 1, limit: this.receivedLimit });
    }
    switch (record.type) {
      case contentTypes.handshake:
        return record.data.length === 0 ? undefined : record;
      case contentTypes.change_cipher_spec:
        this.#changeArrived ||= this.#announcesChange(opened);
        return undefined;
      case contentTypes.alert:
        return encrypts || this.#believable(record) ? this.#inTime(record) : undefined;
      case contentTypes.application_data:
        return encrypts ? this.#data(record, epoch.name) : undefined;
      case contentTypes.ACK:
        return record;
      default:
        return encrypts ? record : undefined;
    }
  }

  /** What is protected carries our name, if we have one. RFC 9146 §3 */
  #isForUs({ header, connectionId: [from, to], layout, epoch }: DatagramRecord): boolean {
    const id = this.ourId;
    if (id === undefined || id.length === 0 || (layout === 'classic' && epoch === 0)) return true;
    return equalBytes(header.subarray(from, to), id);
  }

  #data(record: PlainRecord, epoch: Epoch): PlainRecord | undefined {
    return epoch === 'application' ? this.#inTime(record) : record;
  }

  /** One under older keys comes late, from a handshake before. */
  #announcesChange({ record: { data }, epoch }: Opened): boolean {
    return !this.#modern && epoch === this.#epochs.current && data.length === 1 && data[0] === 1;
  }

  /** Without keys anybody can send alerts: those that end the handshake count until there are keys. */
  #believable({ data }: PlainRecord): boolean {
    return this.#epochs.current.number === 0 && data.length === 2 && data[0] === alertLevels.fatal;
  }

  /** Data and the end of data may overtake Finished, and wait for it. */
  #inTime(record: PlainRecord): PlainRecord | undefined {
    const ends = record.type === contentTypes.alert && record.data[1] !== 0;
    if (this.#finished || ends || this.#before === this.#epochs.current) return record;
    if (this.#tooEarly.length < mostTooEarly) this.#tooEarly.push(record);
    return undefined;
  }

  /** The peer uses its next keys: it says so, or what it says shows it. Both may come before what belongs before them. */
  #changed(): boolean {
    const next = this.#epochs.current.number + 1;
    const changed =
      this.#changeArrived || this.#held.some(({ layout, epoch }) => layout === 'classic' && epoch === next);
    this.#changeArrived = false;
    return changed;
  }

  #hold(raw: DatagramRecord): void {
    const length = raw.header.length + raw.fragment.length;
    if (this.#finished || this.#heldBytes + length > mostHeld) return;
    this.#heldBytes += length;
    this.#held.push(copied(raw));
  }
}

const copied = (raw: DatagramRecord): DatagramRecord => ({
  ...raw,
  header: copyOf(raw.header),
  fragment: copyOf(raw.fragment),
});

const change: PlainRecord = { type: contentTypes.change_cipher_spec, data: Uint8Array.of(1) };
/** Records that wait while a slow provider is busy. */
const mostRecords = 256;
/** In bytes: a flight that overtakes the message that makes its keys. */
const mostHeld = 32 * 1024;
const mostTooEarly = 32;
