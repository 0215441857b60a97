/** Records of SSL 2.0, and hellos that newer clients sent in its format. draft-hickman-netscape-ssl-00 §1.1, RFC 5246 §E.2 */

import { versionByWire, versionNamed } from 'handfast/registry';
import type { Direction, DissectionSink, FrameInfo, TreeNode } from '../../model.ts';
import { isRecordHeader } from '../../record-header.ts';
import { concat, uintAt } from '../bytes.ts';
import { protocolName } from '../protocol-name.ts';
import { type RecordSource } from '../records.ts';
import type { TlsState } from '../state.ts';
import { messages2 } from './formats.ts';
import { recordNode2 } from './tree.ts';

export class Ssl2Reader {
  readonly #state: TlsState;
  readonly #sink: DissectionSink;
  /** Whether a direction speaks SSL 2.0: not known before its first bytes. */
  readonly #speaks: [boolean | undefined, boolean | undefined] = [undefined, undefined];
  /** After CLIENT-MASTER-KEY everything is encrypted. */
  #isEncrypted = false;

  constructor(state: TlsState, sink: DissectionSink) {
    this.#state = state;
    this.#sink = sink;
  }

  /** Whether what comes next this way is for this reader. */
  wants(direction: Direction, records: RecordSource): boolean {
    if (records.length < 5) return this.#speaks[direction] === true;
    this.#speaks[direction] ??= this.#begins(direction, records.peek(7));
    return this.#speaks[direction] === true;
  }

  /** Takes one record, if it is whole. */
  next(direction: Direction, records: RecordSource, frame: FrameInfo): boolean {
    if (records.length < 3) return false;
    const header = records.peek(3);
    const isShort = ((header[0] as number) & 0x80) !== 0;
    const headerLength = isShort ? 2 : 3;
    const length = uintAt(header, 0, 2) & (isShort ? 0x7fff : 0x3fff);
    if (records.length < headerLength + length) return false;
    const whole = concat(...records.take(headerLength + length));
    const padding = isShort ? 0 : (header[2] as number);
    this.#record(direction, whole, headerLength, padding, frame);
    return true;
  }

  /** The first bytes of a direction: a two-byte header and a hello, or a header of SSL 3.0. */
  #begins(direction: Direction, bytes: Uint8Array): boolean {
    if (isRecordHeader(bytes)) return false;
    const type = bytes[2] as number;
    if (((bytes[0] as number) & 0x80) === 0) return false;
    if (direction === 1) return this.#state.version?.name === 'SSL 2.0' && (type === 4 || type === 0);
    const version = uintAt(bytes, 3, 2);
    return type === 1 && (version === 0x0002 || version >> 8 === 3);
  }

  #record(direction: Direction, whole: Uint8Array, headerLength: number, padding: number, frame: FrameInfo): void {
    const state = this.#state;
    const message = whole.subarray(headerLength);
    const type = message[0] ?? 255;
    const isHello = type === 1 && direction === 0 && state.client === undefined;
    const isEncrypted = this.#isEncrypted;
    state.traffic.record(direction, 22, message.length);
    if (isHello) this.#hello(message, frame);
    const title = isEncrypted ? 'Encrypted Data' : (messages2[type]?.title ?? 'Unknown');
    if (!isHello) state.note(direction, title, frame, message.length, isEncrypted);
    if (!isEncrypted && type === 2) this.#isEncrypted = true;
    const protocol = protocolName(state.version ?? state.shownVersion);
    const { style } = state.shared;
    const place = {
      base: headerLength,
      bytes: message,
      style,
      rule: 'draft-hickman-netscape-ssl-00 §5',
      time: frame.time,
    };
    const tree = (): TreeNode =>
      recordNode2({ whole, headerLength, padding, type, title, isEncrypted, protocol }, place);
    const fields = {
      tls: [],
      'tls.record': [],
      'tls.handshake': [],
      ...(!isEncrypted && { 'ssl.handshake.type': [type] }),
    };
    this.#sink.item({ direction, frame, protocol, info: title, fields, tree });
  }

  #hello(message: Uint8Array, frame: FrameInfo): void {
    const version = uintAt(message, 1, 2);
    const [suitesLength, idLength, challengeLength] = [3, 5, 7].map((at) => uintAt(message, at, 2)) as [
      number,
      number,
      number,
    ];
    const kinds = Array.from({ length: Math.floor(suitesLength / 3) }, (_, i) => uintAt(message, 9 + 3 * i, 3));
    const random = new Uint8Array(32);
    const challenge = message.subarray(9 + suitesLength + idLength).subarray(0, Math.min(challengeLength, 32));
    random.set(challenge, 32 - challenge.length);
    const suites = kinds.filter((kind) => kind < 0x10000);
    const sessionId = message.subarray(9 + suitesLength, 9 + suitesLength + idLength);
    this.#state.helloInSsl2({ version, random, sessionId, suites, compression: [0], extensions: [] }, message, frame);
    if (version === 0x0002) this.#state.version = versionNamed('SSL 2.0');
    // A newer client goes on with records as soon as it has an answer.
    if (versionByWire(version)?.name !== 'SSL 2.0') this.#speaks[0] = false;
  }
}
