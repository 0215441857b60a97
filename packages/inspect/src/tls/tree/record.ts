/** Records as trees: the header, what protects it, and what it carries. RFC 8446 §5.1, §5.2 */

import { alertById, alertName } from 'handfast/registry';
import { Ack, annotate } from 'handfast/wire';
import type { TreeNode } from '../../model.ts';
import { type MessageContext, messageNode, messageTitle, type WholeMessage } from './handshake.ts';
import { lineOf, nothing, type Place } from './printers.ts';
import { innerTypeLine, partLines, type Seal, type SealedParts, sealedParts, sum } from './sealed.ts';
import { httpLine } from './spoken-inside.ts';
import type { Style } from './style.ts';
import { alertTitle, bytesText, contentText, contentTitle, versionText } from './values.ts';

/** A message, or the part of one, inside a record. */
export interface Piece {
  readonly message: WholeMessage;
  /** Where it begins in the content; 0 when it began in an earlier record. */
  readonly at: number;
  /** Whether parts of it came in earlier records. */
  readonly reassembled: boolean;
}

/** What a record turned out to be. */
export interface RecordContents {
  readonly protocol: string;
  readonly header: Uint8Array;
  readonly length: number;
  readonly fragment: () => Uint8Array;
  /** Of the record header. */
  readonly outerType: number;
  readonly version: number;
  /** Lines between version and length that only datagrams have. */
  readonly extraHeader?: readonly TreeNode[];
  readonly isProtected: boolean;
  /** What protects it, where that is known. */
  readonly seal: Seal | undefined;
  /** Whether the header is the one of DTLS 1.3, without type and version. */
  readonly isUnified?: boolean;
  /** What was inside; `undefined` when it could not be opened. */
  readonly plain: { readonly type: number; readonly data: Uint8Array } | undefined;
  readonly pieces: readonly Piece[];
  /** A part of a message that goes on in later records. */
  readonly fragmentOf: number | undefined;
  readonly note: string | undefined;
}

/** The tree of one record. */
export function recordNode(record: RecordContents, context: MessageContext, style: Style): TreeNode {
  const { header, outerType, version, length, isProtected, plain, protocol } = record;
  const place: Place = { base: 0, bytes: header, style, rule: recordRule(context), time: context.time };
  const hidesType = isProtected && (context.version?.flow === 'tls13' || outerType === tls12Cid);
  const parts = plain === undefined ? undefined : partsOf(record, plain.data.length, hidesType);
  const contentAt = contentStart(record, parts);
  const inside: Place = { ...place, base: header.length, bytes: parts === undefined ? header : record.fragment() };
  const children = [
    ...(record.isUnified
      ? []
      : [
          lineOf(`${typeLabel(outerType, hidesType)}: ${contentText(outerType)}`, { start: 0, end: 1 }, place),
          lineOf(`Version: ${versionText(version)}`, { start: 1, end: 3 }, place),
        ]),
    ...(record.extraHeader ?? []),
    lineOf(`Length: ${length}`, { start: header.length - 2, end: header.length }, place),
    ...(hidesType && plain !== undefined ? [innerTypeLine(plain.type, contentAt + plain.data.length, place)] : []),
    ...partLines(parts?.before ?? [], 0, inside),
    ...contentNodes(record, context, style, contentAt),
    ...partLines(parts?.behind ?? [], length - sum(parts?.behind ?? []), inside),
  ];
  const whole = { start: 0, end: header.length + length };
  const note = record.note === undefined ? {} : { note: record.note };
  return lineOf(`${protocol} Record Layer: ${recordTitle(record)}`, whole, place, { children, ...note });
}

/** What stands inside is another type: of data as it seems, or of a record with a connection ID. RFC 9146 §4 */
const typeLabel = (outerType: number, hidesType: boolean): string =>
  outerType === tls12Cid ? 'Special Type' : hidesType ? 'Opaque Type' : 'Content Type';

const tls12Cid = 25;

/** How the record is made up around its content, if it is protected and that is known. */
function partsOf({ seal, isProtected, length }: RecordContents, content: number | undefined, hidesType: boolean) {
  return seal && isProtected ? sealedParts(seal, length, content, hidesType) : undefined;
}

/** Content stands where it was encrypted, byte for byte; what was packed as well is counted from 0. */
function contentStart({ header, isProtected, seal }: RecordContents, parts: SealedParts | undefined): number {
  if (!isProtected) return header.length;
  return parts === undefined || seal?.compressed ? 0 : header.length + sum(parts.before);
}

/** What stands behind `Record Layer: `. */
function recordTitle(record: RecordContents): string {
  const { isProtected, plain, outerType, pieces, fragmentOf } = record;
  const type = plain?.type ?? outerType;
  if (type === 22) {
    if (plain === undefined) return 'Handshake Protocol: Encrypted Handshake Message';
    if (pieces.length + (fragmentOf === undefined ? 0 : 1) > 1)
      return 'Handshake Protocol: Multiple Handshake Messages';
    const [piece] = pieces;
    if (piece !== undefined) {
      const cut = piece.message.isFragment ? ' (fragment)' : '';
      return `Handshake Protocol: ${messageTitle(piece.message.type, piece.message.body)}${cut}`;
    }
    return `Handshake Protocol: ${fragmentOf === undefined ? 'Empty' : `${messageTitle(fragmentOf, new Uint8Array(0))} (fragment)`}`;
  }
  if (type === 20) return 'Change Cipher Spec Protocol: Change Cipher Spec';
  if (type === 21) {
    if (isProtected && plain === undefined) return 'Encrypted Alert';
    const [level, description] = plain?.data ?? [];
    return `Alert (Level: ${levelTitle(level)}, Description: ${alertTitle(description ?? 255)})`;
  }
  if (type === 23) return 'Application Data Protocol: Application Data';
  return contentTitle(type);
}

/** In the words of the Info column; empty when the record completes nothing. */
export function recordInfo(record: RecordContents): string {
  const { isProtected, plain, outerType, pieces } = record;
  const type = plain?.type ?? outerType;
  if (type === 22 && plain !== undefined) {
    return pieces
      .map(({ message }) => messageTitle(message.type, message.body) + (message.isFragment ? ' (Fragment)' : ''))
      .join(', ');
  }
  if (type === 22) return 'Encrypted Handshake Message';
  if (type === 20) return 'Change Cipher Spec';
  if (type === 21) {
    if (isProtected && plain === undefined) return 'Encrypted Alert';
    const [level, description] = plain?.data ?? [];
    return `Alert (Level: ${levelTitle(level)}, Description: ${alertTitle(description ?? 255)})`;
  }
  const said = type === 23 && plain !== undefined ? httpLine(plain.data) : undefined;
  return said === undefined ? contentTitle(type) : `${contentTitle(type)} (${said})`;
}

const levelTitle = (level: number | undefined): string => (level === 1 ? 'Warning' : level === 2 ? 'Fatal' : 'Unknown');

function contentNodes(
  record: RecordContents,
  context: MessageContext,
  style: Style,
  base: number,
): readonly TreeNode[] {
  const { plain, isProtected } = record;
  if (plain === undefined) return [closedNode(record, context, style)];
  const place: Place = { base, bytes: plain.data, style, rule: recordRule(context), time: context.time };
  const all = { start: 0, end: plain.data.length };
  if (plain.type === 22) {
    const nodes = record.pieces.map((piece) => pieceNode(piece, context, base, style));
    return record.fragmentOf === undefined ? nodes : [...nodes, fragmentNode(record.fragmentOf, all, place)];
  }
  if (plain.type === 20) return [lineOf('Change Cipher Spec Message', all, { ...place, rule: 'RFC 5246 §7.1' })];
  if (plain.type === 21) return [alertNode(plain.data, place)];
  if (plain.type === 23) {
    const lines = isProtected ? [closedNode(record, context, style)] : [];
    const said = httpLine(plain.data);
    const more = said === undefined ? {} : { note: said };
    return [...lines, lineOf(`[Application Data: ${bytesText(plain.data, style)}]`, all, place, more)];
  }
  if (plain.type === 26) return ackNodes(plain.data, place);
  return [lineOf(`Data: ${bytesText(plain.data, style)}`, all, place)];
}

function pieceNode({ message, at, reassembled }: Piece, context: MessageContext, base: number, style: Style): TreeNode {
  const node = messageNode(message, context, reassembled ? 0 : base + at, style);
  return reassembled ? { ...node, note: 'put together from several records' } : node;
}

const fragmentNode = (type: number, all: { start: number; end: number }, place: Place): TreeNode =>
  lineOf(`Handshake Protocol: ${messageTitle(type, new Uint8Array(0))} (fragment)`, all, place);

function closedNode(record: RecordContents, context: MessageContext, style: Style): TreeNode {
  const { outerType, header, length, fragment, plain } = record;
  const bytes = fragment();
  const place: Place = { base: header.length, bytes, style, rule: recordRule(context), time: context.time };
  const all = { start: 0, end: length };
  const children = plain === undefined ? closedParts(record, place) : [];
  const more = children.length === 0 ? {} : { children };
  if (outerType === 22) return lineOf('Handshake Protocol: Encrypted Handshake Message', all, place, more);
  if (outerType === 21) return lineOf('Alert Message: Encrypted Alert', all, place, more);
  return lineOf(`Encrypted Application Data: ${bytesText(bytes, style)}`, all, place, more);
}

/** What can be told of a record without its keys: where the nonce stands, and the tag. */
function closedParts(record: RecordContents, place: Place): readonly TreeNode[] {
  const parts = partsOf(record, undefined, false);
  if (parts === undefined || parts.before.length + parts.behind.length === 0) return [];
  const [start, end] = [sum(parts.before), record.length - sum(parts.behind)];
  return [
    ...partLines(parts.before, 0, place),
    lineOf(`Ciphertext: ${bytesText(place.bytes.subarray(start, end), place.style)}`, { start, end }, place),
    ...partLines(parts.behind, end, place),
  ];
}

function ackNodes(data: Uint8Array, place: Place): readonly TreeNode[] {
  return nothing(annotate(Ack, data).root, { ...place, rule: 'RFC 9147 §7' });
}

function alertNode(data: Uint8Array, place: Place): TreeNode {
  const [level = 0, description = 255] = data;
  const at: Place = { ...place, rule: 'RFC 8446 §6' };
  const meaning = alertById(description);
  const children = [
    lineOf(`Level: ${levelTitle(level)} (${level})`, { start: 0, end: 1 }, at),
    lineOf(`Description: ${alertTitle(description)} (${description})`, { start: 1, end: 2 }, at, {
      note: meaning === undefined ? alertName(description) : meaning.meaning,
    }),
  ];
  return lineOf('Alert Message', { start: 0, end: data.length }, at, { children });
}

function recordRule({ version, datagram }: MessageContext): string {
  if (datagram) return version?.flow === 'tls13' ? 'RFC 9147 §4' : 'RFC 6347 §4.1';
  return version?.flow === 'tls13' ? 'RFC 8446 §5.1' : 'RFC 5246 §6.2.1';
}
