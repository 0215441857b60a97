/** A connection for tests: bytes go in, everything that the dissector says comes out. */

import { nodeProvider } from 'handfast/providers/node';
import type { Connection, Direction, Dissected, DissectionOptions, FrameInfo, TreeNode } from '../../model.ts';
import { concat } from '../bytes.ts';
import { createDissection } from '../dissection.ts';
import type { FullTlsReport } from '../report/report.ts';

/** What one side sent in one packet. */
export interface Portion {
  readonly direction: Direction;
  readonly bytes: Uint8Array;
  readonly time?: number;
  /** So many bytes are missing in the place of these. */
  readonly gap?: number;
}

/** What was said of it. */
export interface Heard {
  readonly items: readonly Dissected[];
  readonly trees: readonly TreeNode[];
  readonly plaintext: readonly [Uint8Array, Uint8Array];
  readonly report: FullTlsReport;
}

/** Time of the first packet: 2026-07-01, when the certificates of tests are valid. */
export const start = Date.UTC(2026, 6, 1) / 1000;

export const connectionOf = (stream = 0, carrier: Connection['carrier'] = 'stream'): Connection => ({
  stream,
  carrier,
  endpoints: [
    { address: '192.0.2.1', port: 50_000 + stream },
    { address: '192.0.2.2', port: 443 },
  ],
  startsInTheMiddle: false,
  startTls: undefined,
});

/** Dissects connections one after another; what one teaches helps with the next. */
export function dissect(
  tapes: readonly (readonly Portion[])[],
  options: DissectionOptions = {},
  carrier: Connection['carrier'] = 'stream',
): readonly Heard[] {
  const dissection = createDissection({ provider: nodeProvider, ...options });
  let number = 0;
  return tapes.map((tape, stream) => {
    const items: Dissected[] = [];
    const trees: TreeNode[] = [];
    const plaintext: [Uint8Array[], Uint8Array[]] = [[], []];
    const flow = dissection.open(connectionOf(stream, carrier), {
      item: (item) => {
        items.push(item);
        trees.push(item.tree());
      },
      plaintext: (direction, bytes) => plaintext[direction].push(bytes),
    });
    let frame: FrameInfo = { number: 0, time: start };
    for (const { direction, bytes, time, gap } of tape) {
      frame = { number: ++number, time: time ?? start + number / 1000 };
      if (gap === undefined) flow.data(direction, bytes, frame);
      else flow.gap(direction, gap, frame);
    }
    flow.end(0, 'capture', frame);
    flow.end(1, 'capture', frame);
    const report = flow.finish() as FullTlsReport;
    return { items, trees, plaintext: [concat(...plaintext[0]), concat(...plaintext[1])], report };
  });
}

/** One connection alone. */
export const dissectOne = (
  tape: readonly Portion[],
  options: DissectionOptions = {},
  carrier: Connection['carrier'] = 'stream',
): Heard => dissect([tape], options, carrier)[0] as Heard;

/** A tree as lines, indented by two for each level. */
export const linesOf = (node: TreeNode, depth = 0): readonly string[] => [
  `${'  '.repeat(depth)}${node.label}`,
  ...(node.children ?? []).flatMap((child) => linesOf(child, depth + 1)),
];

/** The lines that are left when nodes of these titles stay closed. */
export const closedLines = (node: TreeNode, closed: (label: string) => boolean, depth = 0): readonly string[] => [
  `${'  '.repeat(depth)}${node.label}`,
  ...(closed(node.label) ? [] : (node.children ?? []).flatMap((child) => closedLines(child, closed, depth + 1))),
];
