/** Puts a counter into every branch of a TypeScript file, and collects the literals that it compares with. */

import { parseAst } from 'rolldown/parseAst';
import type { Branch } from './coverage.ts';

/** The name of the array of counters in instrumented code. */
export const counters = '$hits';

/** What was found in all files so far. */
export interface Findings {
  readonly branches: Branch[];
  readonly numbers: Set<number>;
  readonly texts: Set<string>;
}

interface Node {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly [field: string]: unknown;
}

/** The same code with counters. `file` is what branches are called after. */
export function instrument(code: string, file: string, findings: Findings): string {
  const inserts: { readonly at: number; readonly text: string }[] = [];
  const lineOf = lineCounter(code);
  const count = (at: number): string => {
    findings.branches.push({ file, line: lineOf(at) });
    return `${counters}[${findings.branches.length - 1}]++`;
  };

  function visit(node: Node, parent: Node | undefined, field: string): void {
    if (node.type.startsWith('TS') && node.type !== 'TSAsExpression' && node.type !== 'TSNonNullExpression') {
      if (node.type !== 'TSSatisfiesExpression') return;
    }
    collectLiteral(node, findings);
    const kind = branchKind(node, parent, field);
    if (kind === 'block') inserts.push({ at: node.start + 1, text: `${count(node.start)};` });
    if (kind === 'case') inserts.push({ at: caseStart(code, node), text: `${count(node.start)};` });
    if (kind === 'statement') inserts.push({ at: node.start, text: `{${count(node.start)};` });
    if (kind === 'expression') inserts.push({ at: node.start, text: `(${count(node.start)},` });
    for (const [name, child] of Object.entries(node)) {
      for (const one of Array.isArray(child) ? child : [child]) if (isNode(one)) visit(one, node, name);
    }
    if (kind === 'statement') inserts.push({ at: node.end, text: '}' });
    if (kind === 'expression') inserts.push({ at: node.end, text: ')' });
  }

  visit(parseAst(code, { lang: 'ts' }, file) as unknown as Node, undefined, '');
  // The sort keeps the order of what stands at one place: outer parts open first, inner parts close first.
  inserts.sort((left, right) => left.at - right.at);
  let [result, at] = ['', 0];
  for (const insert of inserts) {
    result += code.slice(at, insert.at) + insert.text;
    at = insert.at;
  }
  return result + code.slice(at);
}

type BranchKind = 'block' | 'case' | 'statement' | 'expression';

function branchKind(node: Node, parent: Node | undefined, field: string): BranchKind | undefined {
  if (node.type === 'BlockStatement') return 'block';
  if (node.type === 'SwitchCase') return (node['consequent'] as readonly Node[]).length > 0 ? 'case' : undefined;
  if (parent === undefined) return undefined;
  const isBody = field === 'body' || field === 'consequent' || field === 'alternate';
  if (isBody && bodied.has(parent.type)) return 'statement';
  if (parent.type === 'ArrowFunctionExpression' && field === 'body') return 'expression';
  if (parent.type === 'ConditionalExpression' && field !== 'test') return 'expression';
  if (parent.type === 'LogicalExpression' && field === 'right') return 'expression';
  return undefined;
}

const bodied = new Set(['IfStatement', 'ForStatement', 'ForOfStatement', 'WhileStatement', 'DoWhileStatement']);

const caseStart = (code: string, node: Node): number => {
  const first = (node['consequent'] as readonly Node[])[0] as Node;
  // A block counts itself; in front of it the place is the same.
  return first.type === 'BlockStatement' ? first.start + 1 : Math.min(first.start, code.length);
};

function collectLiteral(node: Node, { numbers, texts }: Findings): void {
  if (node.type !== 'Literal') return;
  const { value } = node;
  if (typeof value === 'number' && Number.isInteger(value) && value >= 0 && value < 2 ** 32) numbers.add(value);
  if (typeof value === 'string' && value.length > 0 && value.length <= 20) texts.add(value);
}

const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && typeof (value as Partial<Node>).type === 'string';

function lineCounter(code: string): (at: number) => number {
  const starts = [...code.matchAll(/\n/g)].map(({ index }) => index);
  return (at) => {
    const before = starts.findIndex((start) => start >= at);
    return 1 + (before < 0 ? starts.length : before);
  };
}
