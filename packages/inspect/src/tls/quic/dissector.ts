/** The hellos inside QUIC's Initial packets. What follows them is protected by keys of the handshake. RFC 9001 §4 */

import { versionNamed } from 'handfast/registry';
import type {
  Connection,
  Direction,
  DissectionSink,
  FlowDissector,
  FrameInfo,
  TlsReport,
  TreeNode,
} from '../../model.ts';
import { toHex } from '../bytes.ts';
import { fieldsOf } from '../fields.ts';
import { MessageSource } from '../message-source.ts';
import { makeReport } from '../report/report.ts';
import type { Shared } from '../shared.ts';
import { TlsState } from '../state.ts';
import { messageNode } from '../tree/handshake.ts';
import { lineOf, type Place } from '../tree/printers.ts';
import type { Piece } from '../tree/record.ts';
import { CryptoStream } from './crypto-stream.ts';
import { framesIn, type QuicFrame } from './frames.ts';
import { type InitialKeys, initialKeys, type OpenedPacket, openInitial, quicVersion } from './keys.ts';
import { initialPackets, type LongHeader } from './packet.ts';

export class QuicDissector implements FlowDissector {
  readonly #state: TlsState;
  readonly #sink: DissectionSink;
  readonly #streams: readonly [CryptoStream, CryptoStream] = [new CryptoStream(), new CryptoStream()];
  readonly #messages: readonly [MessageSource, MessageSource] = [new MessageSource(), new MessageSource()];
  #keys: readonly [InitialKeys, InitialKeys] | undefined;
  #version = '';

  constructor(connection: Connection, sink: DissectionSink, shared: Shared) {
    this.#state = new TlsState(connection, shared, true);
    this.#sink = sink;
  }

  get clientRandoms(): readonly string[] {
    return this.#state.clientRandoms;
  }

  data(direction: Direction, bytes: Uint8Array, frame: FrameInfo): void {
    this.#state.traffic.data(direction, bytes.length, frame);
    for (const packet of initialPackets(bytes)) this.#packet(direction, packet, frame);
  }

  gap(): void {
    // Datagrams that are missing leave no trace.
  }

  end(direction: Direction, how: 'fin' | 'rst' | 'capture', frame: FrameInfo): void {
    this.#state.traffic.end(direction, how, frame, 0);
  }

  finish(): TlsReport {
    const report = makeReport(this.#state, true);
    const { client, server } = this.#state;
    const name = `QUIC ${this.#version}`;
    const verdict =
      server !== undefined
        ? `${name}: both hellos were read; what follows is protected by keys of the handshake`
        : client !== undefined
          ? `${name}: the ClientHello was read, and no answer to it`
          : `${name}: no hello could be read`;
    return { ...report, verdict, outcome: server === undefined ? 'unfinished' : 'established' } as TlsReport;
  }

  #packet(direction: Direction, header: LongHeader, frame: FrameInfo): void {
    this.#state.traffic.record(direction, 22, header.packet.length);
    this.#version = quicVersion(header.version)?.name ?? '';
    const opened = this.#open(direction, header);
    const frames = opened === undefined ? [] : framesIn(opened.frames);
    const pieces = frames.flatMap((one) => this.#crypto(direction, one, frame));
    const names = [...new Set(frames.map(({ name }) => name))].join(', ');
    const ids = `DCID=${toHex(header.destination)}${header.source.length > 0 ? `, SCID=${toHex(header.source)}` : ''}`;
    const number = opened === undefined ? '' : `, PKN: ${opened.packetNumber}`;
    const info = `Initial, ${ids}${number}${names === '' ? '' : `, ${names}`}`;
    const tree = (): TreeNode => this.#tree(header, opened, frames, pieces, frame);
    this.#sink.item({ direction, frame, protocol: 'QUIC', info, fields: fieldsOf.quic(pieces), tree });
  }

  /** Keys come from the first identifier of the client; Retry makes it choose another one. RFC 9001 §5.2 */
  #open(direction: Direction, { version, destination, packet, numberAt }: LongHeader): OpenedPacket | undefined {
    const { crypto } = this.#state.shared;
    const row = quicVersion(version);
    if (crypto === undefined || row === undefined) return undefined;
    const known = this.#keys && openInitial(crypto, this.#keys[direction], packet, numberAt);
    if (known !== undefined || direction === 1) return known;
    const keys = [initialKeys(crypto, row, destination, 0), initialKeys(crypto, row, destination, 1)] as const;
    const opened = openInitial(crypto, keys[0], packet, numberAt);
    if (opened !== undefined) this.#keys = keys;
    return opened;
  }

  #crypto(direction: Direction, { offset, data }: QuicFrame, frame: FrameInfo): readonly Piece[] {
    if (offset === undefined || data === undefined) return [];
    const fresh = this.#streams[direction].push(offset, data);
    if (fresh === undefined) return [];
    return this.#messages[direction].push(fresh, (message) =>
      this.#state.message(direction, { ...message, frame, isProtected: false }),
    ).pieces;
  }

  #tree(
    { version, destination, source, token, packet, numberAt }: LongHeader,
    opened: OpenedPacket | undefined,
    frames: readonly QuicFrame[],
    pieces: readonly Piece[],
    frame: FrameInfo,
  ): TreeNode {
    const { style } = this.#state.shared;
    const place: Place = { base: 0, bytes: packet, style, rule: 'RFC 9000 §17.2.2', time: frame.time };
    const idsAt = 6 + destination.length + 1;
    const children: TreeNode[] = [
      lineOf('Packet Type: Initial', { start: 0, end: 1 }, place),
      lineOf(
        `Version: ${quicVersion(version)?.name ?? ''} (0x${version.toString(16).padStart(8, '0')})`,
        { start: 1, end: 5 },
        place,
      ),
      lineOf(`Destination Connection ID Length: ${destination.length}`, { start: 5, end: 6 }, place),
      lineOf(`Destination Connection ID: ${toHex(destination)}`, { start: 6, end: 6 + destination.length }, place),
      lineOf(`Source Connection ID Length: ${source.length}`, { start: idsAt - 1, end: idsAt }, place),
      lineOf(`Source Connection ID: ${toHex(source)}`, { start: idsAt, end: idsAt + source.length }, place),
      lineOf(`Token Length: ${token.length}`, { start: idsAt + source.length, end: idsAt + source.length + 1 }, place),
      lineOf(`Length: ${packet.length - numberAt}`, { start: idsAt, end: numberAt }, { ...place, base: 0 }),
    ];
    if (opened === undefined) {
      children.push(lineOf('Protected payload (no key opens it)', { start: numberAt, end: packet.length }, place));
    } else {
      const inner: Place = { ...place, bytes: opened.frames, rule: 'RFC 9000 §19' };
      const numberEnd = numberAt + opened.numberLength;
      children.push(lineOf(`Packet Number: ${opened.packetNumber}`, { start: numberAt, end: numberEnd }, place));
      children.push(...frames.map((one) => lineOf(frameLabel(one), one, inner)));
      const context = { version: versionNamed('TLS 1.3'), suite: undefined, datagram: false, time: frame.time };
      const messages = pieces.map(({ message }) => messageNode(message, context, 0, style));
      if (messages.length > 0) children.push({ label: 'TLSv1.3 Handshake', children: messages });
    }
    return lineOf('QUIC IETF: Initial', { start: 0, end: packet.length }, place, { children });
  }
}

const frameLabel = ({ name, offset, data, start, end }: QuicFrame): string =>
  name === 'CRYPTO' ? `CRYPTO: offset ${offset ?? 0}, length ${data?.length ?? 0}` : `${name} (${end - start} bytes)`;
