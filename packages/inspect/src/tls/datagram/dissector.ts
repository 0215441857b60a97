/** One DTLS connection over datagrams. RFC 6347, RFC 9147 */

import { type DatagramRecord, type PlainRecord, recordsIn, sequenceLength } from 'handfast/record';
import { contentTypes } from 'handfast/registry';
import type {
  Connection,
  Direction,
  DissectionSink,
  FlowDissector,
  FrameInfo,
  TlsReport,
  TreeNode,
} from '../../model.ts';
import { uintAt } from '../bytes.ts';
import { fieldsOf } from '../fields.ts';
import { protocolName } from '../protocol-name.ts';
import { makeReport } from '../report/report.ts';
import type { Shared } from '../shared.ts';
import { TlsState } from '../state.ts';
import { lineOf, type Place } from '../tree/printers.ts';
import { type Piece, type RecordContents, recordInfo, recordNode } from '../tree/record.ts';
import { bytesText } from '../tree/values.ts';
import { connectionIdLength, openWithConnectionId } from './connection-id.ts';
import { FragmentSource, fragmentHeader, fragmentsIn } from './fragments.ts';
import { Reading13 } from './reading13.ts';

export class DatagramDissector implements FlowDissector {
  readonly #state: TlsState;
  readonly #sink: DissectionSink;
  readonly #fragments: readonly [FragmentSource, FragmentSource] = [new FragmentSource(), new FragmentSource()];
  readonly #readings13: [Reading13 | undefined, Reading13 | undefined] = [undefined, undefined];

  constructor(connection: Connection, sink: DissectionSink, shared: Shared) {
    this.#state = new TlsState(connection, shared);
    this.#sink = sink;
  }

  get clientRandoms(): readonly string[] {
    return this.#state.clientRandoms;
  }

  data(direction: Direction, bytes: Uint8Array, frame: FrameInfo): void {
    const { traffic } = this.#state;
    traffic.data(direction, bytes.length, frame);
    const records = recordsIn(bytes, connectionIdLength(this.#state, direction));
    const left = records.reduce((rest, { header, fragment }) => rest - header.length - fragment.length, bytes.length);
    for (const record of records) this.#record(direction, record, frame);
    if (left > 0) traffic.junk(direction, left);
  }

  gap(): void {
    // Datagrams that are missing leave no trace.
  }

  end(direction: Direction, how: 'fin' | 'rst' | 'capture', frame: FrameInfo): void {
    this.#state.traffic.end(direction, how, frame, 0);
  }

  finish(): TlsReport {
    const report = makeReport(this.#state);
    const all = this.#readings13.filter((one) => one !== undefined);
    const sum = (count: (one: Reading13) => number): number => all.reduce((total, one) => total + count(one), 0);
    return {
      ...report,
      records: {
        opened: report.records.opened + sum(({ opened }) => opened),
        failed: report.records.failed + sum(({ failed }) => failed),
        withoutKey: report.records.withoutKey + sum(({ closed }) => closed),
      },
    } as TlsReport;
  }

  #record(direction: Direction, record: DatagramRecord, frame: FrameInfo): void {
    const state = this.#state;
    const isProtected = record.layout === 'unified' || record.epoch > 0;
    const { plain, extra } = this.#open(direction, record);
    const outerType = record.layout === 'unified' ? contentTypes.application_data : (record.header[0] as number);
    state.traffic.record(direction, plain?.type ?? outerType, record.fragment.length);
    const pieces = this.#content(direction, plain, outerType, isProtected, frame, record.fragment.length);
    const version = state.shownVersion;
    const wire = record.layout === 'unified' ? 0xfefd : uintAt(record.header, 1, 2);
    const contents: RecordContents = {
      protocol: protocolName(version, wire),
      header: record.header,
      length: record.fragment.length,
      fragment: () => record.fragment,
      outerType,
      version: wire,
      extraHeader: this.#headerLines(record, extra, frame),
      isUnified: record.layout === 'unified',
      isProtected,
      seal: state.sealOf(direction),
      plain,
      pieces,
      fragmentOf: undefined,
      note: undefined,
    };
    const context = { ...state.contextAt(frame), version: state.version ?? version };
    const { style } = state.shared;
    this.#sink.item({
      direction,
      frame,
      protocol: contents.protocol,
      info: recordInfo(contents),
      fields: fieldsOf.datagram(contents),
      tree: (): TreeNode => recordNode(contents, { ...context, showing: state.showingOf(direction) }, style),
    });
  }

  #open(direction: Direction, record: DatagramRecord): { plain: PlainRecord | undefined; extra: readonly string[] } {
    if (record.layout === 'unified') {
      const opened = this.#reading13(direction)?.open(record);
      const extra = opened === undefined ? [] : [`[Epoch: ${opened.epoch}]`, `[Sequence Number: ${opened.sequence}]`];
      return { plain: opened?.plain, extra };
    }
    const { header, epoch, fragment } = record;
    if (epoch === 0) return { plain: { type: header[0] as number, data: fragment }, extra: [] };
    return { plain: this.#open12(direction, record), extra: [] };
  }

  /** The protectors of TLS, with the epoch as the upper bits of the sequence number. RFC 6347 §4.1.2.1 */
  #open12(direction: Direction, record: DatagramRecord): PlainRecord | undefined {
    const { epoch, sequence = 0, fragment } = record;
    const [type, major, minor] = record.header as Iterable<number> as readonly [number, number, number];
    const reading = this.#state.readings[direction];
    if (type === 25) return reading.count(openWithConnectionId(this.#state, direction, record));
    const header = Uint8Array.of(type, major, minor, fragment.length >> 8, fragment.length & 255);
    return reading.openAt(epoch * 2 ** 48 + sequence, header, fragment);
  }

  #reading13(direction: Direction): Reading13 | undefined {
    const { crypto } = this.#state.shared;
    const keys = this.#state.keys13(direction);
    if (crypto !== undefined && keys !== undefined) this.#readings13[direction] ??= new Reading13(crypto, keys);
    return this.#readings13[direction];
  }

  #content(
    direction: Direction,
    plain: PlainRecord | undefined,
    outerType: number,
    isProtected: boolean,
    frame: FrameInfo,
    length: number,
  ): readonly Piece[] {
    const state = this.#state;
    if (plain === undefined) {
      if (outerType === 22) state.protectedHandshake(direction, frame);
      state.note(direction, outerType === 22 ? 'Encrypted Handshake Message' : 'Encrypted Record', frame, length, true);
      state.traffic.closed(direction, outerType, length);
      return [];
    }
    if (plain.type === 22) return this.#handshake(direction, plain.data, isProtected, frame);
    if (plain.type === 20) state.changeCipherSpec(direction, frame);
    else if (plain.type === 21) state.alert(direction, plain.data, frame, isProtected);
    else if (plain.type === 23) {
      state.note(direction, 'Application Data', frame, plain.data.length, isProtected);
      this.#sink.plaintext(direction, plain.data, frame);
    } else if (plain.type === 26) state.note(direction, 'ACK', frame, plain.data.length, isProtected);
    return [];
  }

  #handshake(direction: Direction, content: Uint8Array, isProtected: boolean, frame: FrameInfo): readonly Piece[] {
    const source = this.#fragments[direction];
    return fragmentsIn(content).map((fragment) => {
      if (this.#state.connection.startsInTheMiddle) source.startAt(fragment.messageSequence);
      const whole = source.push(fragment);
      for (const message of whole) this.#state.message(direction, { ...message, frame, isProtected });
      const own = whole.find(({ messageSequence }) => messageSequence === fragment.messageSequence);
      const isCut = fragment.data.length < fragment.length;
      const body = own?.body ?? fragment.data;
      return {
        message: {
          type: fragment.type,
          body,
          headerLength: fragmentHeader,
          part: { messageSequence: fragment.messageSequence, offset: fragment.offset, length: fragment.data.length },
          ...(isCut && own === undefined && { isFragment: true, length: fragment.length }),
        },
        at: fragment.at,
        reassembled: isCut && own !== undefined,
      };
    });
  }

  #headerLines(record: DatagramRecord, extra: readonly string[], frame: FrameInfo): readonly TreeNode[] {
    const { header, epoch, sequence = 0 } = record;
    const { style } = this.#state.shared;
    const place: Place = { base: 0, bytes: header, style, rule: 'RFC 6347 §4.1', time: frame.time };
    const [from, to] = record.connectionId;
    const id =
      from === to
        ? []
        : [lineOf(`Connection ID: ${bytesText(header.subarray(from, to), style)}`, { start: from, end: to }, place)];
    if (record.layout === 'classic') {
      return [
        lineOf(`Epoch: ${epoch}`, { start: 3, end: 5 }, place),
        lineOf(`Sequence Number: ${sequence}`, { start: 5, end: 11 }, place),
        ...id,
      ];
    }
    const at: Place = { ...place, rule: 'RFC 9147 §4' };
    const size = sequenceLength(header[0] as number);
    const hidden = `Encrypted Sequence Number: ${uintAt(header, to, size)}`;
    return [
      lineOf(`Epoch bits: ${epoch}`, { start: 0, end: 1 }, at),
      ...id,
      lineOf(hidden, { start: to, end: to + size }, at),
      ...extra.map((label) => lineOf(label, { start: 0, end: 0 }, at)),
    ];
  }
}
