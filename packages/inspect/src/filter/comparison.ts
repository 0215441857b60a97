/** How a field's values are compared with what stands in a filter. */

/** Takes every value of a field; whether the packet matches. */
export type Comparison = (values: readonly (number | string)[]) => boolean;

/** The operators by their signs and by their words. */
export const operators: Readonly<Record<string, Operator>> = {
  '==': '==',
  eq: '==',
  '!=': '!=',
  ne: '!=',
  '>': '>',
  gt: '>',
  '<': '<',
  lt: '<',
  '>=': '>=',
  ge: '>=',
  '<=': '<=',
  le: '<=',
  contains: 'contains',
};

export type Operator = '==' | '!=' | '>' | '<' | '>=' | '<=' | 'contains';

/** One comparison: `!=` wants every value to differ, the others are content with one. */
export function comparisonWith(operator: Operator, wanted: string): Comparison {
  if (operator === '!=') {
    const equals = test('==', wanted);
    return (values) => !values.some(equals);
  }
  const matches = test(operator, wanted);
  return (values) => values.some(matches);
}

type Test = (value: number | string) => boolean;

function test(operator: Exclude<Operator, '!='>, wanted: string): Test {
  if (operator === 'contains') {
    const part = wanted.toLowerCase();
    return (value) => String(value).toLowerCase().includes(part) || String(value).includes(withoutColons(part));
  }
  const number = numberIn(wanted);
  const network = operator === '==' ? networkIn(wanted) : undefined;
  const text = wanted.toLowerCase();
  return (value) => {
    if (typeof value === 'number') return number !== undefined && holds(operator, value, number);
    if (network !== undefined) return network(value);
    const other = value.toLowerCase();
    return holds(operator, other, text) || (operator === '==' && other === withoutColons(text));
  };
}

function holds<T extends number | string>(
  operator: Exclude<Operator, '!=' | 'contains'>,
  value: T,
  wanted: T,
): boolean {
  switch (operator) {
    case '==':
      return value === wanted;
    case '>':
      return value > wanted;
    case '<':
      return value < wanted;
    case '>=':
      return value >= wanted;
    case '<=':
      return value <= wanted;
  }
}

/** Decimal, hexadecimal, or a truth value. */
export function numberIn(text: string): number | undefined {
  if (/^(?:0x[0-9a-f]+|\d+(?:\.\d+)?)$/i.test(text)) return Number(text);
  if (/^true$/i.test(text)) return 1;
  return /^false$/i.test(text) ? 0 : undefined;
}

/** `10.0.0.0/8`, as a test of addresses. */
function networkIn(text: string): ((address: string) => boolean) | undefined {
  const parts = /^((?:\d{1,3}\.){3}\d{1,3})\/(\d{1,2})$/.exec(text);
  if (parts === null) return undefined;
  const shift = 32 - Math.min(32, Number(parts[2]));
  const cut = (address: string) => Math.floor(ipv4Number(address) / 2 ** shift);
  const network = cut(parts[1] as string);
  return (address) => cut(address) === network;
}

const ipv4Number = (address: string): number =>
  /^[\d.]+$/.test(address) ? address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0) : -1;

/** Bytes are shown without colons, and may be written with them. */
const withoutColons = (text: string): string => text.replaceAll(':', '');
