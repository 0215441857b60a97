/** Compares detail trees: every field that tshark shows with its bytes, and what the inspector calls the same bytes. */

import type { TreeNode } from '@handfast/inspect';
import { type TreeDifference, treeExcuse } from './differences.ts';
import { type Leaf, leavesOf } from './tshark.ts';

/** What came of it. */
export interface TreeComparison {
  /** Fields that both show with the same words and the same length. */
  readonly agreed: number;
  readonly explained: ReadonlyMap<string, number>;
  readonly disagreements: readonly string[];
}

/** `trees`: those of each packet. `titleOf` names the connection of a packet. */
export async function compareTrees(
  file: string,
  trees: ReadonlyMap<number, readonly TreeNode[]>,
  titleOf: (frame: number) => string,
): Promise<TreeComparison> {
  const explained = new Map<string, number>();
  const disagreements: string[] = [];
  let agreed = 0;
  for (const [frame, theirs] of await leavesOf(file)) {
    const ours = linesOf(trees.get(frame) ?? []);
    for (const leaf of theirs) {
      if (take(ours.byText, textOf(leaf))) {
        agreed++;
        continue;
      }
      const difference: TreeDifference = { ...leaf, title: titleOf(frame), ours: ours.byBytes.get(leaf.bytes) ?? [] };
      const excuse = treeExcuse(difference);
      if (excuse !== undefined) explained.set(excuse, (explained.get(excuse) ?? 0) + 1);
      else disagreements.push(`${titleOf(frame)}, packet ${frame}: ${leaf.label} (${leaf.name}) is not in the tree`);
    }
  }
  return { agreed, explained, disagreements };
}

interface Lines {
  /** How often each line is there. */
  readonly byText: Map<string, number>;
  /** The lines by the bytes that they cover. */
  readonly byBytes: Map<string, string[]>;
}

function linesOf(trees: readonly TreeNode[]): Lines {
  const lines: Lines = { byText: new Map(), byBytes: new Map() };
  const add = ({ label, length = 0, bytes, children = [] }: TreeNode): void => {
    const text = textOf({ label: label.replace(/^\[(Content Type: .*)\]$/, '$1'), length });
    lines.byText.set(text, (lines.byText.get(text) ?? 0) + 1);
    if (bytes !== undefined) lines.byBytes.set(bytes, [...(lines.byBytes.get(bytes) ?? []), label]);
    for (const child of children) add(child);
  };
  for (const tree of trees) add(tree);
  return lines;
}

function take(counts: Map<string, number>, text: string): boolean {
  const left = counts.get(text) ?? 0;
  if (left > 0) counts.set(text, left - 1);
  return left > 0;
}

const textOf = ({ label, length }: Pick<Leaf, 'label' | 'length'>): string => `${length} ${label}`;
