/** What a handshake's messages travel through over TCP: records, with keys that change. RFC 8446 §5 */

import { isPromise } from '../base/awaitable.ts';
import { concat, copyOf } from '../base/bytes.ts';
import { MisuseError, ProtocolError } from '../base/errors.ts';
import type { Epoch } from '../handshake/io.ts';
import { BufferPool } from '../record/buffer-pool.ts';
import { unprotected } from '../record/none.ts';
import { OutgoingQueue } from '../record/outgoing.ts';
import type { PlainRecord, RecordProtector } from '../record/protector.ts';
import { maxPlaintext } from '../record/protector.ts';
import { type RawRecord, StreamReader } from '../record/stream-reader.ts';
import { StreamWriter } from '../record/stream-writer.ts';
import { contentTypes } from '../registry/content-types.ts';
import type { VersionRow } from '../registry/versions.ts';
import type { Channel } from './channel.ts';
import { MessageAssembler } from './message-assembler.ts';
import type { Direction, Observer } from './observer.ts';
import { readOldHello } from './old-hello.ts';

export interface StreamChannelOptions {
  readonly observer: Observer;
  readonly handshakeMessageLimit: number;
  /** Most bytes that `skipUnopenable` throws away. */
  readonly skippedLimit: number;
  readonly paddedTo: number;
  /** The largest content of a record that we send. */
  readonly mostSent: number;
  /** The version in the header of what is sent first: servers older than TLS 1.1 may refuse a ClientHello of 0x0303. */
  readonly firstVersion: number;
  /** Understands hellos in the form of SSL 2.0; without it they are refused. */
  readonly translateOldHello?: ((message: Uint8Array) => Uint8Array) | undefined;
  /** Bytes to send have become ready, or protecting them has failed. */
  readonly onReady: (failure: { readonly thrown: unknown } | undefined) => void;
}

export class StreamChannel implements Channel {
  readonly #options: StreamChannelOptions;
  readonly #reader = new StreamReader();
  readonly #writer: StreamWriter;
  readonly #assembler: MessageAssembler;
  readonly #outgoing: OutgoingQueue;
  #unsent: Uint8Array[] = [];
  #protector: RecordProtector = unprotected(0x0301);
  #sequence = 0;
  #version = 0x0303;
  #receivedLimit = maxPlaintext + 1;
  /** Whether nothing has come yet: only the first word can be in the form of SSL 2.0. */
  #mayBeOld = true;
  #saidFirst: Uint8Array | undefined;
  /** How many bytes may still be thrown away because no key opens them. */
  #skippable = 0;
  #epochs: Readonly<Record<Direction, Epoch>> = { sent: 'initial', received: 'initial' };

  constructor(options: StreamChannelOptions) {
    this.#options = options;
    this.#assembler = new MessageAssembler(options.handshakeMessageLimit);
    this.#outgoing = new OutgoingQueue(options.onReady);
    const shape = { maxContent: options.mostSent, paddedTo: options.paddedTo };
    this.#writer = new StreamWriter(unprotected(options.firstVersion), shape, pool);
  }

  /** Which keys protect each direction. */
  get epochs(): Readonly<Record<Direction, Epoch>> {
    return this.#epochs;
  }

  /** How many more records our key may protect, and how many more the peer's. */
  get recordsLeft(): Readonly<Record<Direction, number>> {
    return { sent: this.#writer.recordsLeft, received: this.#protector.recordLimit - this.#sequence };
  }

  /** Most application data that one record can carry. */
  get maxContent(): number {
    return this.#writer.shape.maxContent;
  }

  /** Streams keep their order: messages have no numbers, and nothing is said twice. */
  readonly lastSequence = { sent: 0, received: 0 };
  readonly wakeAt = undefined;
  readonly peerId = new Uint8Array(0);
  check(): void {}
  nameConnection(): void {}
  finish(): void {}
  usePath(): void {
    throw new MisuseError('a stream has no path to know about');
  }
  tick(): void {}

  push(bytes: Uint8Array): void {
    this.#reader.push(bytes);
  }

  /** The caller may now reuse the bytes that it pushed. */
  keep(): void {
    this.#reader.keep();
  }

  /** The next whole handshake message. */
  nextMessage(): Uint8Array | undefined {
    return this.#assembler.next();
  }

  /** A message as it was said, which is what the transcript holds. RFC 5246 §E.2 */
  asSaid(message: Uint8Array): Uint8Array {
    const said = this.#saidFirst ?? message;
    this.#saidFirst = undefined;
    return said;
  }

  /** The next record, opened. One that is late may turn out to be none. */
  nextRecord(): PlainRecord | Promise<PlainRecord | undefined> | undefined {
    if (this.#mayBeOld) {
      const hello = this.#oldHello();
      if (hello !== 'none') return hello && this.#arrived({ type: contentTypes.handshake, data: hello });
    }
    for (;;) {
      const raw = this.#reader.next(this.#skippable > 0 ? longestFragment : this.#protector.maxFragment);
      if (raw === undefined) return undefined;
      const type = raw.header[0] as number;
      // Content that is not decrypted still lies in the caller's memory.
      if (this.#passesOpenly(type, raw.fragment)) return this.#arrived({ type, data: copyOf(raw.fragment) });
      const record = this.#skippable > 0 ? this.#try(raw) : this.#open(raw);
      if (record !== undefined) return record;
    }
  }

  /** A hello from before there were records, translated; `undefined` while that is not clear. */
  #oldHello(): Uint8Array | 'none' | undefined {
    const { translateOldHello } = this.#options;
    const said = translateOldHello === undefined ? 'none' : readOldHello(this.#reader);
    if (said === undefined) return undefined;
    this.#mayBeOld = false;
    if (said === 'none' || translateOldHello === undefined) return 'none';
    this.#saidFirst = copyOf(said);
    return translateOldHello(this.#saidFirst);
  }

  #open({ header, fragment }: RawRecord): PlainRecord | Promise<PlainRecord> {
    const record = this.#protector.open(this.#sequence++, header, fragment);
    return isPromise(record) ? record.then((opened) => this.#opened(opened)) : this.#opened(record);
  }

  /** Opens what may be early data that was rejected: then there is nothing in it. */
  #try(raw: RawRecord): PlainRecord | Promise<PlainRecord | undefined> | undefined {
    if (!this.#protector.encrypts && raw.header[0] === contentTypes.application_data) return this.#skip(raw);
    try {
      const record = this.#open(raw);
      if (isPromise(record))
        return record.then(
          (opened) => this.#afterSkipping(opened),
          (thrown: unknown) => this.#skip(raw, thrown),
        );
      return this.#afterSkipping(record);
    } catch (thrown) {
      return this.#skip(raw, thrown);
    }
  }

  /** What the keys do not open is thrown away, up to a limit. */
  #skip({ fragment }: RawRecord, thrown: unknown = new ProtocolError('unexpected_data')): undefined {
    const unopened =
      thrown instanceof ProtocolError && (thrown.code === 'bad_record' || thrown.code === 'unexpected_data');
    this.#skippable -= fragment.length;
    if (!unopened || this.#skippable <= 0) throw thrown;
    this.#sequence = 0;
  }

  /** Under keys, the first record that they open ends what is skipped. */
  #afterSkipping(record: PlainRecord): PlainRecord {
    if (this.#protector.encrypts) this.#skippable = 0;
    return record;
  }

  /** From here on records that cannot be opened are thrown away, until one can: rejected early data. RFC 8446 §4.2.10 */
  skipUnopenable(): void {
    this.#skippable = this.#options.skippedLimit;
  }

  /** Hands over content of a handshake record. */
  collect(fragment: Uint8Array): void {
    this.#assembler.push(fragment);
  }

  /** Whether a handshake message has begun and not ended. */
  get insideMessage(): boolean {
    return this.#assembler.pending;
  }

  /** Queues a handshake message; messages of one flight share records until keys change or `flush` is called. */
  sendMessage(message: Uint8Array): void {
    this.#unsent.push(message);
  }

  /** Sends what `sendMessage` has queued. */
  flush(): void {
    if (this.#unsent.length === 0) return;
    const messages = this.#unsent;
    this.#unsent = [];
    this.#protect(contentTypes.handshake, messages.length === 1 ? (messages[0] as Uint8Array) : concat(...messages));
    this.#numberRecords();
  }

  speak({ helloVersion }: VersionRow): void {
    this.#version = helloVersion;
    this.#numberRecords();
  }

  /** What is not protected carries the number of the version. */
  #numberRecords(): void {
    if (!this.#writer.encrypts) this.#writer.change(unprotected(this.#version));
  }

  send(type: number, data: Uint8Array): void {
    this.flush();
    this.#protect(type, data);
  }

  /** Bytes for the transport. */
  take(): readonly Uint8Array[] {
    return this.#outgoing.take();
  }

  /** Whether everything that was to be sent is ready to be taken. */
  get settled(): boolean {
    return this.#outgoing.empty;
  }

  /** The transport is done with bytes that `take` gave. */
  recycle(bytes: Uint8Array): void {
    pool.give(bytes);
  }

  /** The peer's next record is protected like this. No message may straddle the change. RFC 8446 §5.1 */
  readWith(epoch: Epoch, protector: RecordProtector): void {
    if (this.#assembler.pending) throw new ProtocolError('message_spans_key_change');
    this.#protector = protector;
    this.#sequence = 0;
    this.#skippable = 0;
    this.#epochs = { ...this.#epochs, received: epoch };
  }

  /** Our next record is protected like this. */
  writeWith(epoch: Epoch, protector: RecordProtector): void {
    this.flush();
    this.#writer.change(protector);
    this.#epochs = { ...this.#epochs, sent: epoch };
  }

  /** Both sizes count the content type with the content. RFC 8449 §4 */
  limitRecords({ sent, received }: Parameters<Channel['limitRecords']>[0]): void {
    if (sent !== undefined) {
      this.#writer.shape = { ...this.#writer.shape, maxContent: Math.min(this.#options.mostSent, sent - 1) };
    }
    this.#receivedLimit = received ?? this.#receivedLimit;
  }

  /**
   * Records that come without protection although keys are set: a compatibility ChangeCipherSpec (RFC 8446 §5), and
   * the alert of a client that could not make keys of our ServerHello. It ends a connection that nobody uses yet.
   */
  #passesOpenly(type: number, fragment: Uint8Array): boolean {
    if (!this.#protector.hidesType) return false;
    if (type === contentTypes.change_cipher_spec) return true;
    const nothingOpened = this.#epochs.received === 'handshake' && this.#sequence === 0;
    return type === contentTypes.alert && nothingOpened && fragment.length === 2;
  }

  /** A ChangeCipherSpec that means nothing is never protected. RFC 8446 §5 */
  #opened(record: PlainRecord): PlainRecord {
    if (this.#protector.hidesType && record.type === contentTypes.change_cipher_spec) {
      throw new ProtocolError('bad_change_cipher_spec');
    }
    return this.#arrived(record);
  }

  #arrived(record: PlainRecord): PlainRecord {
    const { observer } = this.#options;
    const { type, data } = record;
    if (this.#protector.encrypts && data.length >= this.#receivedLimit) {
      throw new ProtocolError('record_overflow', { length: data.length + 1, limit: this.#receivedLimit });
    }
    observer.record?.({ direction: 'received', type, length: data.length, epoch: this.#epochs.received });
    return record;
  }

  #protect(type: number, data: Uint8Array): void {
    this.#observeSent(type, data.length);
    this.#outgoing.push(this.#writer.protect(type, data));
  }

  /** One event for each record that the writer makes of this content. */
  #observeSent(type: number, total: number): void {
    const { observer } = this.#options;
    if (observer.record === undefined) return;
    for (const length of this.#writer.lengths(type, total)) {
      observer.record({ direction: 'sent', type, length, epoch: this.#epochs.sent });
    }
  }
}

const pool = new BufferPool();
/** What a protected record may hold, whatever our keys are. RFC 8446 §5.2 */
const longestFragment = maxPlaintext + 256;
