/** One TLS connection over a stream: bytes in, records and messages out. */

import { handshakeTypeById } from 'handfast/registry';
import type {
  Connection,
  Direction,
  Dissected,
  DissectionSink,
  FlowDissector,
  FrameInfo,
  TlsReport,
} from '../model.ts';
import { recordIn } from '../record-header.ts';
import { uintAt } from './bytes.ts';
import { fieldsOf } from './fields.ts';
import { MessageSource } from './message-source.ts';
import { protocolName } from './protocol-name.ts';
import { type Found, type RawRecord, RecordSource } from './records.ts';
import { makeReport } from './report/report.ts';
import type { Shared } from './shared.ts';
import { Ssl2Reader } from './ssl2/reader.ts';
import { TlsState } from './state.ts';
import { type Piece, type RecordContents, recordInfo, recordNode } from './tree/record.ts';

/** One direction. */
interface Half {
  readonly records: RecordSource;
  readonly messages: MessageSource;
  /** Bytes are missing, or made no sense: the next record has to be found. */
  isLost: boolean;
  /** So many bytes belong to a record whose beginning or middle is missing; the next begins behind them. */
  skip: number;
}

const half = (): Half => ({ records: new RecordSource(), messages: new MessageSource(), isLost: false, skip: 0 });

export class StreamDissector implements FlowDissector {
  readonly #state: TlsState;
  readonly #sink: DissectionSink;
  readonly #halves: readonly [Half, Half] = [half(), half()];
  readonly #ssl2: Ssl2Reader;

  constructor(connection: Connection, sink: DissectionSink, shared: Shared) {
    this.#state = new TlsState(connection, shared);
    this.#sink = sink;
    this.#ssl2 = new Ssl2Reader(this.#state, sink);
  }

  get clientRandoms(): readonly string[] {
    return this.#state.clientRandoms;
  }

  data(direction: Direction, bytes: Uint8Array, frame: FrameInfo, source?: FrameInfo): void {
    const half = this.#halves[direction];
    this.#state.traffic.data(direction, bytes.length, frame);
    half.records.push(aligned(half, bytes), source ?? frame);
    for (let found = this.#next(direction, frame); found !== undefined; found = this.#next(direction, frame)) {
      if (found.kind === 'record') this.#record(direction, found.record, frame);
      else this.#junk(direction, found.length, frame);
    }
  }

  gap(direction: Direction, length: number): void {
    const half = this.#halves[direction];
    const left = half.skip > 0 ? half.skip : half.records.missing;
    this.#lose(direction);
    half.skip = Math.max(0, left - length);
    this.#state.traffic.gap(direction, length);
  }

  end(direction: Direction, how: 'fin' | 'rst' | 'capture', frame: FrameInfo): void {
    this.#state.traffic.end(direction, how, frame, this.#halves[direction].records.length);
  }

  finish(): TlsReport {
    return makeReport(this.#state);
  }

  #next(direction: Direction, frame: FrameInfo): Found | undefined {
    const { records } = this.#halves[direction];
    if (this.#ssl2.wants(direction, records)) {
      const done = this.#ssl2.next(direction, records, frame);
      if (!done) return undefined;
      return this.#next(direction, frame);
    }
    return records.next();
  }

  #lose(direction: Direction): void {
    const half = this.#halves[direction];
    half.records.clear();
    half.messages.clear();
    half.isLost = true;
    this.#state.readings[direction].lose();
  }

  #junk(direction: Direction, length: number, frame: FrameInfo): void {
    const half = this.#halves[direction];
    if (half.isLost) return;
    this.#lose(direction);
    this.#state.traffic.junk(direction, length);
    const protocol = protocolName(this.#state.shownVersion);
    const label = `${protocol} Record Layer: Ignored Unknown Record`;
    const tree = () => ({ label, offset: 0, length });
    this.#sink.item({ direction, frame, protocol, info: 'Ignored Unknown Record', fields: fieldsOf.unknown, tree });
  }

  #record(direction: Direction, raw: RawRecord, frame: FrameInfo): void {
    const state = this.#state;
    const half = this.#halves[direction];
    half.isLost = false;
    const isProtected = state.isProtected(direction, raw.type) || this.#looksProtected(direction, raw);
    const plain = isProtected ? this.#open(direction, raw) : { type: raw.type, data: raw.fragment() };
    state.traffic.record(direction, raw.type, raw.length);
    const seal = state.sealOf(direction);
    // The hello that this record may hold decides what the record is called.
    const { pieces, fragmentOf } = this.#content(direction, plain, isProtected, frame, raw);
    const version = state.shownVersion;
    const contents: RecordContents = {
      protocol: protocolName(version, raw.version),
      header: raw.header,
      length: raw.length,
      fragment: raw.fragment,
      outerType: raw.type,
      version: raw.version,
      isProtected,
      seal,
      plain,
      pieces,
      fragmentOf,
      note: undefined,
    };
    const context = { ...state.contextAt(frame), version: state.version ?? version };
    const { style } = state.shared;
    const tree = () => recordNode(contents, { ...context, showing: state.showingOf(direction) }, style);
    this.#sink.item(new RecordItem(direction, frame, raw.first, contents, tree));
  }

  /** Captures may begin when keys are in use: then content makes no sense as it is. */
  #looksProtected(direction: Direction, raw: RawRecord): boolean {
    if (raw.type === 21) return raw.length > 2;
    const { client, server } = this.#state;
    const hasHello = client !== undefined || server !== undefined;
    if (raw.type !== 22 || hasHello || this.#halves[direction].messages.isPending) return false;
    return !beginsMessage(raw.fragment());
  }

  #open(direction: Direction, raw: RawRecord) {
    const reading = this.#state.readings[direction];
    if (reading.mayOpen(this.#state.shared.keyLog.revision)) return reading.open(raw.header, raw.fragment());
    reading.skip();
    return undefined;
  }

  /** Hands content to whoever it is for. */
  #content(
    direction: Direction,
    plain: RecordContents['plain'],
    isProtected: boolean,
    frame: FrameInfo,
    raw: RawRecord,
  ): { readonly pieces: readonly Piece[]; readonly fragmentOf: number | undefined } {
    const state = this.#state;
    if (plain === undefined) {
      this.#closed(direction, raw, frame);
      return noPieces;
    }
    switch (plain.type) {
      case 20:
        state.changeCipherSpec(direction, frame);
        return noPieces;
      case 21:
        state.alert(direction, plain.data, frame, isProtected);
        return noPieces;
      case 22:
        return this.#halves[direction].messages.push(plain.data, (message) =>
          state.message(direction, { ...message, frame, isProtected }),
        );
      case 23:
        state.note(direction, 'Application Data', frame, plain.data.length, isProtected);
        this.#sink.plaintext(direction, plain.data, frame);
        return noPieces;
      default:
        return noPieces;
    }
  }

  /** A record that no key opens. */
  #closed(direction: Direction, raw: RawRecord, frame: FrameInfo): void {
    const state = this.#state;
    if (raw.type === 22) state.protectedHandshake(direction, frame);
    const name =
      raw.type === 22 ? 'Encrypted Handshake Message' : raw.type === 21 ? 'Encrypted Alert' : 'Application Data';
    state.note(direction, name, frame, raw.length, true);
    state.traffic.closed(direction, raw.type, raw.length);
  }
}

/** Without what belongs to a record that is lost. */
function aligned(half: Half, bytes: Uint8Array): Uint8Array {
  if (!half.isLost || half.records.length > 0) return bytes;
  if (half.skip > 0) {
    const rest = bytes.subarray(half.skip);
    half.skip = Math.max(0, half.skip - bytes.length);
    return rest;
  }
  const at = recordIn(bytes);
  return at < 0 ? bytes.subarray(bytes.length) : bytes.subarray(at);
}

/** A record in the packet that completed it; its strings are made when they are asked for. */
class RecordItem implements Dissected {
  readonly direction: Direction;
  readonly frame: FrameInfo;
  readonly began: FrameInfo | undefined;
  readonly tree: Dissected['tree'];
  readonly #contents: RecordContents;

  constructor(
    direction: Direction,
    frame: FrameInfo,
    first: FrameInfo,
    contents: RecordContents,
    tree: Dissected['tree'],
  ) {
    this.direction = direction;
    this.frame = frame;
    this.began = first.number === frame.number ? undefined : first;
    this.#contents = contents;
    this.tree = tree;
  }

  get protocol(): string {
    return this.#contents.protocol;
  }

  get info(): string {
    return recordInfo(this.#contents);
  }

  get fields(): Dissected['fields'] {
    return fieldsOf.record(this.#contents);
  }
}

/** A handshake type that exists, and a length that such messages have. */
const beginsMessage = (bytes: Uint8Array): boolean =>
  handshakeTypeById(bytes[0] ?? 255) !== undefined && uintAt(bytes, 1, 3) < 2 ** 17;

const noPieces = { pieces: [], fragmentOf: undefined } as const;
