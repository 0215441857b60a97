/** Blocks of extensions: each one by its own codec, so that one malformed extension hides no other. RFC 8446 §4.2 */

import { extensionName } from 'handfast/registry';
import { annotate, type Span } from 'handfast/wire';
import type { TreeNode } from '../../model.ts';
import { uintAt } from '../bytes.ts';
import { explainExtension } from './explanations.ts';
import { type CarrierName, extensionFormat, isKnownExtension } from './extension-formats.ts';
import { extensionPrinters } from './extension-printers.ts';
import { extensionRule } from './extension-rules.ts';
import { bytes, generic, lineOf, type Place, type Printer } from './printers.ts';
import type { Style } from './style.ts';

/** The length of the block and one node for each extension. */
export function extensionBlock({ start, end }: Span, place: Place, carrier: CarrierName): readonly TreeNode[] {
  if (end - start < 2) return [];
  const total = uintAt(place.bytes, start, 2);
  const lines = [lineOf(`Extensions Length: ${total}`, { start, end: start + 2 }, place)];
  let at = start + 2;
  while (at + 4 <= end) {
    const stop = Math.min(at + 4 + uintAt(place.bytes, at + 2, 2), end);
    lines.push(extensionNode({ start: at, end: stop }, place, carrier));
    at = stop;
  }
  if (at < end) lines.push(lineOf('Extension cut short', { start: at, end }, place));
  return lines;
}

function extensionNode(span: { start: number; end: number }, outer: Place, carrier: CarrierName): TreeNode {
  const { start, end } = span;
  const id = uintAt(outer.bytes, start, 2);
  const length = uintAt(outer.bytes, start + 2, 2);
  const place: Place = { ...outer, rule: extensionRule(id) ?? outer.rule };
  const name = shownName(id);
  const children = [
    lineOf(`Type: ${name} (${id})`, { start, end: start + 2 }, place),
    lineOf(`Length: ${length}`, { start: start + 2, end: start + 4 }, place),
    ...contentLines(id, { start: start + 4, end }, place, carrier),
  ];
  const explanation = explainExtension(id);
  return lineOf(titleOf(id, name, length, outer.style), span, place, {
    children,
    ...(explanation !== undefined && { explanation }),
  });
}

function contentLines(id: number, span: { start: number; end: number }, place: Place, carrier: CarrierName) {
  const { codec, known } = extensionFormat(id, carrier);
  const content = place.bytes.subarray(span.start, span.end);
  const inner: Place = { ...place, base: place.base + span.start, bytes: content };
  const { root, error } = annotate(codec, content);
  const lines = known ? printerOf(id, carrier)(root, inner) : dataLine(root, inner);
  if (error !== undefined) return [...lines, lineOf(`[Malformed: ${error.message}]`, { start: 0, end: 0 }, inner)];
  if (known || !isKnownExtension(id)) return lines;
  return [...lines, lineOf(`[Not allowed in ${carrier}]`, { start: 0, end: 0 }, inner)];
}

const dataLine: Printer = (span, place) => (span.end === span.start ? [] : bytes('Data')(span, place));

function printerOf(id: number, carrier: CarrierName): Printer {
  const row = extensionPrinters[extensionName(id)];
  return row?.[carrier] ?? row?.any ?? contents;
}

/** Without words of its own: the fields as the codec names them. */
const contents: Printer = (span, place) => {
  const counted = span.children[0]?.name === 'length' && span.children[1]?.name === 'value';
  return span.children.length > 0 && !counted ? span.children.flatMap((one) => generic(one, place)) : leaf(span, place);
};

const leaf: Printer = (span, place) => (span.end === span.start ? [] : generic({ ...span, name: 'data' }, place));

/** `Reserved (GREASE)`, `Unknown type`, or the name. */
function shownName(id: number): string {
  const name = extensionName(id);
  if (name.startsWith('GREASE')) return 'Reserved (GREASE)';
  return name.startsWith('Unknown') ? 'Unknown' : name;
}

function titleOf(id: number, name: string, length: number, style: Style): string {
  if (style.extensionLengths) return `Extension: ${name} (len=${length})`;
  return `Extension: ${earlyTitles[id] ?? name}`;
}

/** What Wireshark called extensions before it took the names of the registry. */
const earlyTitles: Readonly<Record<number, string>> = {
  10: 'elliptic_curves',
  13172: 'next_protocol_negotiation',
  16: 'Application Layer Protocol Negotiation',
  35: 'SessionTicket TLS',
};
