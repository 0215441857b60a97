/** Small mistakes that somebody could make in a file: each of them should make some test fail. */

import { parseAst } from 'rolldown/parseAst';

/** One changed place. */
export interface Mutant {
  readonly file: string;
  readonly line: number;
  readonly start: number;
  readonly end: number;
  readonly before: string;
  readonly after: string;
  /** What the line is like with the mistake, or which statement is missing: names the mutant within its file. */
  readonly told: string;
  /** The whole expression or statement that the place is in, where a switch between both fits. */
  readonly scope: Range;
  readonly isStatement: boolean;
}

export interface Range {
  readonly start: number;
  readonly end: number;
}

interface Node {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly [field: string]: unknown;
}

const swaps: Readonly<Record<string, string>> = {
  '<': '<=',
  '<=': '<',
  '>': '>=',
  '>=': '>',
  '===': '!==',
  '!==': '===',
  '+': '-',
  '-': '+',
  '*': '+',
  '&': '|',
  '|': '&',
  '<<': '>>',
  '>>': '<<',
  '&&': '||',
  '||': '&&',
};

/** Every mutant of a file, in the order of its code. */
export function mutantsOf(code: string, file: string): readonly Mutant[] {
  const found: Mutant[] = [];
  const add = ({ start, end }: Range, after: string, { start: from, end: to }: Range = { start, end }): void => {
    const line = code.slice(0, start).split('\n').length;
    const before = code.slice(start, end);
    const isStatement = after === '{}';
    const scope = { start: from, end: to };
    const told = isStatement ? `without ${before}` : changedLine(code, scope, { start, end }, after);
    found.push({ file, line, start, end, before, after, told: told.replace(/\s+/g, ' '), scope, isStatement });
  };
  const text = ({ start, end }: Node): string => code.slice(start, end);

  function visit(node: Node, field: string): void {
    if (node.type.startsWith('TS') && !transparent.has(node.type)) return;
    const { left, right, operator, argument, test, expression } = node as { [field: string]: unknown } as Parts;
    const swapped = operator === undefined ? undefined : swaps[operator];
    if ((node.type === 'BinaryExpression' || node.type === 'LogicalExpression') && swapped !== undefined) {
      const at = code.indexOf(operator as string, left?.end);
      if (right !== undefined && at < right.start)
        add({ start: at, end: at + (operator as string).length }, swapped, node);
    }
    if (node.type === 'UnaryExpression' && operator === '!' && argument !== undefined) add(node, text(argument));
    if (
      (node.type === 'IfStatement' || node.type === 'ConditionalExpression') &&
      test !== undefined &&
      !negated(test)
    ) {
      add(test, `!(${text(test)})`);
    }
    if (node.type === 'ThrowStatement') add(node, '{}');
    if (node.type === 'ExpressionStatement' && expression !== undefined && removable.has(expression.type)) {
      add(node, '{}');
    }
    if (node.type === 'Literal' && typeof node['value'] === 'boolean') add(node, String(!node['value']));
    if (node.type === 'Literal' && typeof node['value'] === 'number' && field !== 'key') {
      add(node, String(node['value'] + 1));
    }
    for (const [name, child] of Object.entries(node)) {
      for (const one of Array.isArray(child) ? child : [child]) if (isNode(one)) visit(one, name);
    }
  }

  visit(parseAst(code, { lang: 'ts' }, file) as unknown as Node, '');
  return found.sort((one, other) => one.start - other.start);
}

/** The code with this one mistake. */
export const mutated = (code: string, { start, end, after }: Mutant): string =>
  code.slice(0, start) + after + code.slice(end);

function changedLine(code: string, scope: Range, { start, end }: Range, after: string): string {
  const [from, to] = [code.lastIndexOf('\n', scope.start) + 1, code.indexOf('\n', scope.end)];
  const changed = code.slice(scope.start, start) + after + code.slice(end, scope.end);
  // The parts stay what they are, which the other of these operators would make look otherwise.
  const whole = after === '&&' || after === '||' ? `(${changed})` : changed;
  return (code.slice(from, scope.start) + whole + code.slice(scope.end, to)).trim();
}

interface Parts {
  readonly left?: Node;
  readonly right?: Node;
  readonly argument?: Node;
  readonly test?: Node;
  readonly expression?: Node;
  readonly operator?: string;
}

const transparent = new Set(['TSAsExpression', 'TSNonNullExpression', 'TSSatisfiesExpression']);
const removable = new Set(['CallExpression', 'AssignmentExpression', 'UpdateExpression', 'YieldExpression']);

/** Whether another mutant of the same place negates it already. */
const negated = ({ type, operator }: Node): boolean =>
  (type === 'BinaryExpression' && (operator === '===' || operator === '!==')) ||
  (type === 'UnaryExpression' && operator === '!');

const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && typeof (value as Partial<Node>).type === 'string';
