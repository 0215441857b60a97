/** What a connection's messages and data travel through: records over a byte stream, or datagrams. RFC 8446 §5, RFC 9147 §4 */

import type { Epoch } from '../handshake/io.ts';
import type { PlainRecord, RecordProtector } from '../record/protector.ts';
import type { VersionRow } from '../registry/versions.ts';
import type { Path } from './datagram/path.ts';
import type { PathChecks } from './datagram/path-checks.ts';
import type { Direction } from './observer.ts';

export interface Channel {
  /** Which keys protect each direction. */
  readonly epochs: Readonly<Record<Direction, Epoch>>;
  /** How many more records our key may protect, and how many more the peer's. */
  readonly recordsLeft: Readonly<Record<Direction, number>>;
  /** Most application data that one record can carry. */
  readonly maxContent: number;
  /** Whether a handshake message has begun and not ended. */
  readonly insideMessage: boolean;
  /** Whether everything that was to be sent is ready to be taken. */
  readonly settled: boolean;

  /** The numbers of the messages that were said and heard last, where messages have numbers. */
  readonly lastSequence: Readonly<Record<Direction, number>>;
  /** What the peer wants to be called; empty where it has no name. RFC 9146, RFC 9147 §9 */
  readonly peerId: Uint8Array;
  /** Whether new keys wait until the peer knows of them: no others should be announced. Absent: no. RFC 9147 §8 */
  readonly updating?: boolean;
  /** When `tick` has something to do, in milliseconds since 1970. */
  readonly wakeAt: number | undefined;

  /** Bytes from the transport. */
  push(bytes: Uint8Array): void;
  /** The caller may now reuse the bytes that it pushed. */
  keep(): void;
  /** The next whole handshake message. */
  nextMessage(): Uint8Array | undefined;
  /** A message as it was said, where that is not how it is handed out: that is what the transcript holds. RFC 5246 §E.2 */
  asSaid?(message: Uint8Array): Uint8Array;
  /** The next record, opened. One that is late may turn out to be none. */
  nextRecord(): PlainRecord | Promise<PlainRecord | undefined> | undefined;
  /** Hands over content of a handshake record. */
  collect(fragment: Uint8Array): void;

  /** Throws `MisuseError` for data that the channel could never carry. */
  check(data: Uint8Array): void;
  /** Queues a handshake message; what is queued until `flush` is one flight. */
  sendMessage(message: Uint8Array): void;
  /**
   * Sends what `sendMessage` has queued. The handshake has stopped, and waits for one of these; or it is `working`, and
   * goes on by itself.
   */
  flush(waitingFor?: readonly string[], working?: boolean): void;
  send(type: number, data: Uint8Array): void;
  /** Bytes for the transport. */
  take(): readonly Uint8Array[];
  /** The transport is done with bytes that `take` gave. */
  recycle(bytes: Uint8Array): void;

  /** The peer's next record is protected like this. No message may straddle the change. RFC 8446 §5.1 */
  readWith(epoch: Epoch, protector: RecordProtector): void;
  /** Our next record is protected like this. */
  writeWith(epoch: Epoch, protector: RecordProtector): void;
  /** Both sides speak this version. */
  speak(version: VersionRow): void;
  /** What the peer sends under its next keys carries our name, and what we send carries its. RFC 9146 §3 */
  nameConnection(ours: Uint8Array, theirs: Uint8Array, checksPaths: boolean): void;
  /** What finds out whether paths work, where both sides do. RFC 9853 */
  readonly pathChecks?: PathChecks | undefined;
  /** Asks the peer whether it hears us where it seems to be now; `false` while it has been asked. */
  challengePath?(cookie: Uint8Array): boolean;
  /** Whether these bytes, which `take` gave, go to where the last datagram came from, and not where the others go. */
  isProbe?(bytes: Uint8Array): boolean;
  /** One more handshake begins, by a wish of `ours` or of the peer's. Absent: that changes nothing. RFC 6347 §4.2.2 */
  startAgain?(ours: boolean): void;
  /** The handshake is finished, or nothing comes of the one that was wished for. */
  finish(): void;
  /** The time, in milliseconds since 1970. */
  tick(now: number): void;
  /** What has become known about the path. Throws `MisuseError` where there is none, and for what cannot work. */
  usePath(path: Path): void;
  /** Both sizes count the content type with the content. RFC 8449 §4 */
  limitRecords(limits: { readonly sent?: number | undefined; readonly received?: number | undefined }): void;
  /** From here on records that cannot be opened are thrown away, until one can: rejected early data. RFC 8446 §4.2.10 */
  skipUnopenable(): void;
}
