/** The packet list, and below each packet its details if they are wanted. */

import { byteMap, layersOf, type Packet, type PacketRow, rowOf, type TreeNode } from '@handfast/inspect';
import type { Surroundings } from '../surroundings.ts';
import { paintFor } from '../terminal/paint.ts';
import { screenOn } from '../terminal/screen.ts';
import type { InspectFlags } from './flags.ts';
import { harmless, Lines, type View } from './view.ts';

export function listView(flags: InspectFlags, { stdout, stderr, env }: Surroundings): View {
  const lines = new Lines();
  const paint = paintFor(stdout, env, flags.color);
  const screen = screenOn(stderr, env, flags.color);
  const width = stdout.isTTY === true ? (stdout.columns ?? Number.POSITIVE_INFINITY) : Number.POSITIVE_INFINITY;
  if (flags.header) lines.line(paint('bold', rowText(titles)));
  const packet = (one: Packet) => {
    const row = rowOf(one, { namesFirstOnly: flags.wording !== 'recent' });
    const text = rowText(row, width);
    lines.line(one.items.length > 0 && alert.test(row.info) ? paint('yellow', text) : text);
    if (flags.details || flags.explain)
      for (const layer of layersOf(one)) addTree(lines, layer, 1, flags.explain === true);
    if (flags.bytes) for (const { tree } of one.items) addFigure(lines, tree());
  };
  return {
    options: { packet, reports: false },
    take: () => lines.take(),
    end: () => undefined,
    complain: (sentence) => screen.line(`${screen.paint('yellow', 'warning:')} ${sentence}`),
  };
}

/** The row says it: to ask each item for its fields would cost more than all the rest. */
const alert = /(?:^|, )(?:Encrypted )?Alert\b/;

type Cells = Readonly<Record<keyof PacketRow, string | number>>;

/** What does not fit goes on in a line of its own: a terminal would cut words in two. */
function rowText(cells: Cells, width = Number.POSITIVE_INFINITY): string {
  const { number, time, source, destination, protocol, sourcePort, length, info } = cells;
  const left = `${String(number).padStart(6)} ${String(time).padStart(12)}`;
  const places = `${String(source).padEnd(15)} ${String(destination).padEnd(15)}`;
  const rest = `${String(protocol).padEnd(8)} ${String(sourcePort).padEnd(6)} ${String(length).padStart(6)}`;
  const facts = harmless(`${left} ${places} ${rest}`);
  const text = harmless(String(info));
  return text !== '' && facts.length + 1 + text.length > width ? `${facts}\n       ${text}` : `${facts} ${text}`;
}

/** Every byte of a record with its place, from the first of its header. */
function addFigure(lines: Lines, record: TreeNode): void {
  lines.line(`    ${harmless(record.label)}`);
  for (const line of byteMap(record)) lines.line(`        ${harmless(line)}`);
}

/** The lines as Wireshark prints them; explanations only for who wants them, and the rule where it is another than above. */
function addTree(lines: Lines, node: TreeNode, depth: number, explains: boolean, above?: string): void {
  const { label, note, explanation, rule, children = [] } = node;
  const said = [note, explanation, rule === above ? undefined : rule];
  const remarks = explains ? said.filter((text) => text !== undefined) : [];
  lines.line(harmless(`${'    '.repeat(depth)}${[label, ...remarks].join('  — ')}`));
  for (const child of children) addTree(lines, child, depth + 1, explains, rule ?? above);
}

const titles: Cells = {
  number: 'No.',
  time: 'Time',
  source: 'Source',
  destination: 'Destination',
  protocol: 'Protocol',
  sourcePort: 'Port',
  length: 'Length',
  info: 'Info',
};
