/** The figure of a record or message: which bytes are what. RFC 8446 §5.1 */

import type { TreeNode } from '../../model.ts';

/** One line for each field: where it stands, its bytes, its label. Fields inside others take their place. */
export function byteMap(node: TreeNode): readonly string[] {
  const fields = leavesOf(node).filter(({ length = 0 }) => length > 0);
  const rows = fields.map(({ offset = 0, length = 0, bytes, label }) => ({
    where: length === 1 ? `${offset}` : `${offset}..${offset + length - 1}`,
    bytes: bytes !== undefined && bytes.length <= 16 ? bytes : `(${length} bytes)`,
    label,
  }));
  const widths = [Math.max(...rows.map(({ where }) => where.length)), Math.max(...rows.map((row) => row.bytes.length))];
  return rows.map((row) => `${row.where.padEnd(widths[0] ?? 0)}  ${row.bytes.padEnd(widths[1] ?? 0)}  ${row.label}`);
}

const leavesOf = (node: TreeNode): readonly TreeNode[] =>
  node.children === undefined || node.children.length === 0 ? [node] : node.children.flatMap(leavesOf);
