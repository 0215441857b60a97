/** The figure of a record or message: which bytes are what. RFC 8446 §5.1 */

import type { TreeNode } from '../../model.ts';
import { plural } from './values.ts';

/**
 * One line for each field, in the order of the wire: where it stands, its bytes, its label. Fields inside others take their
 * place, and what was decrypted takes the place of what travelled.
 */
export function byteMap(node: TreeNode): readonly string[] {
  const leaves = leavesOf(node)
    .filter(({ length = 0 }) => length > 0)
    .sort((left, right) => startOf(left) - startOf(right) || endOf(right) - endOf(left));
  const fields = leaves.filter((leaf, i) => !isInside(followerOf(leaves, i), leaf));
  const rows = fields.map(({ offset = 0, length = 0, bytes, label }) => ({
    where: length === 1 ? `${offset}` : `${offset}..${offset + length - 1}`,
    bytes: bytes !== undefined && bytes.length <= 16 ? bytes : `(${length} byte${plural(length)})`,
    label,
  }));
  const widths = [Math.max(...rows.map(({ where }) => where.length)), Math.max(...rows.map((row) => row.bytes.length))];
  return rows.map((row) => `${row.where.padEnd(widths[0] ?? 0)}  ${row.bytes.padEnd(widths[1] ?? 0)}  ${row.label}`);
}

const startOf = ({ offset = 0 }: TreeNode): number => offset;
const endOf = ({ offset = 0, length = 0 }: TreeNode): number => offset + length;

/** Parts stand behind what they are parts of: the first field that covers other bytes. */
function followerOf(sorted: readonly TreeNode[], index: number): TreeNode | undefined {
  const own = sorted[index] as TreeNode;
  return sorted.slice(index + 1, index + 4).find((one) => one.offset !== own.offset || one.length !== own.length);
}

/** Whether a field is a part of another one, and not all of it. */
const isInside = (inner: TreeNode | undefined, outer: TreeNode): boolean =>
  inner !== undefined &&
  startOf(inner) >= startOf(outer) &&
  endOf(inner) <= endOf(outer) &&
  (inner.length as number) < (outer.length as number);

/** What is below a line that covers nothing was made of other bytes: unpacked, for example. */
const leavesOf = (node: TreeNode): readonly TreeNode[] =>
  node.length === 0 || node.children === undefined || node.children.length === 0
    ? [node]
    : node.children.flatMap(leavesOf);
