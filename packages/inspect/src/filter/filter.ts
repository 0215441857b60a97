/** The small language of display filters: `tcp.stream eq 0 and not tls.alert`. */

import type { Packet } from '../list/packet.ts';
import { comparisonWith, operators } from './comparison.ts';
import { fieldNamed, fieldNames, isFieldName, valuesIn } from './fields.ts';
import { FilterError } from './filter-error.ts';
import { type Token, tokensOf } from './tokens.ts';

/** Whether a packet is wanted. */
export type Filter = (packet: Packet) => boolean;

/**
 * A filter from its text. Fields alone ask whether the packet has them; `==` `!=` `>` `<` `>=` `<=` `contains` and
 * `in {…}` compare; `and` `or` `not` and parentheses combine. Throws `FilterError` with the column.
 */
export function filterOf(text: string): Filter {
  const words = new Words(tokensOf(text));
  const filter = alternatives(words, 0);
  const { kind, text: left, column } = words.next();
  if (kind !== 'end')
    throw new FilterError(`${JSON.stringify(left)} stands where "and", "or" or the end should`, column);
  return filter;
}

class Words {
  readonly #tokens: readonly Token[];
  #at = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  next(): Token {
    const token = this.#tokens[this.#at] as Token;
    if (token.kind !== 'end') this.#at++;
    return token;
  }

  /** Takes the next word if it is one of these. */
  takes(...texts: readonly string[]): boolean {
    const { kind, text } = this.#tokens[this.#at] as Token;
    if (kind === 'text' || !texts.includes(text.toLowerCase())) return false;
    this.#at++;
    return true;
  }

  /** The operator that comes next, if one does. */
  operator(): keyof typeof operators | undefined {
    const { kind, text } = this.#tokens[this.#at] as Token;
    if (kind === 'text' || !Object.hasOwn(operators, text.toLowerCase())) return undefined;
    this.#at++;
    return text.toLowerCase();
  }
}

function alternatives(words: Words, depth: number): Filter {
  const all = [conjunction(words, depth)];
  while (words.takes('or', '||')) all.push(conjunction(words, depth));
  return all.length === 1 ? (all[0] as Filter) : (packet) => all.some((one) => one(packet));
}

function conjunction(words: Words, depth: number): Filter {
  const all = [negation(words, depth)];
  while (words.takes('and', '&&')) all.push(negation(words, depth));
  return all.length === 1 ? (all[0] as Filter) : (packet) => all.every((one) => one(packet));
}

function negation(words: Words, depth: number): Filter {
  let isNegated = false;
  while (words.takes('not', '!')) isNegated = !isNegated;
  const filter = operand(words, depth);
  return isNegated ? (packet) => !filter(packet) : filter;
}

function operand(words: Words, depth: number): Filter {
  const token = words.next();
  if (token.kind === 'open' && token.text === '(') {
    if (depth >= deepest) throw new FilterError('too many parentheses inside each other', token.column);
    const inner = alternatives(words, depth + 1);
    const close = words.next();
    if (close.text !== ')')
      throw new FilterError(`the parenthesis of column ${token.column} is not closed`, close.column);
    return inner;
  }
  if (token.kind !== 'name') throw new FilterError(`${shown(token)} stands where a field should`, token.column);
  return test(words, checkedField(token));
}

function test(words: Words, field: string): Filter {
  if (words.takes('in')) return membership(words, field);
  const operator = words.operator();
  if (operator === undefined) return (packet) => valuesIn(packet, field) !== undefined;
  const sign = operators[operator];
  if (sign === undefined) throw new TypeError(`no such operator: ${operator}`);
  const compare = comparisonWith(sign, valueIn(words.next()));
  return (packet) => {
    const values = valuesIn(packet, field);
    return values !== undefined && compare(values);
  };
}

function membership(words: Words, field: string): Filter {
  const open = words.next();
  if (open.text !== '{') throw new FilterError(`${shown(open)} stands where "{" should`, open.column);
  const wanted = [comparisonWith('==', valueIn(words.next()))];
  for (let next = words.next(); next.text !== '}'; next = words.next()) {
    if (next.kind === 'end') throw new FilterError(`the brace of column ${open.column} is not closed`, next.column);
    wanted.push(comparisonWith('==', valueIn(next.kind === 'comma' ? words.next() : next)));
  }
  return (packet) => {
    const values = valuesIn(packet, field);
    return values !== undefined && wanted.some((one) => one(values));
  };
}

function valueIn(token: Token): string {
  if (token.kind === 'name' || token.kind === 'text') return token.text;
  throw new FilterError(`${shown(token)} stands where a value should`, token.column);
}

function checkedField({ text, column }: Token): string {
  const name = fieldNamed(text.toLowerCase());
  if (isFieldName(name)) return name;
  const layer = name.split('.')[0] as string;
  const near = fieldNames().filter((one) => one.startsWith(`${layer}.`));
  const hint = near.length === 0 ? '' : `; there are ${near.join(', ')}`;
  throw new FilterError(`there is no field ${JSON.stringify(text)}${hint}`, column);
}

const shown = ({ kind, text }: Token): string => (kind === 'end' ? text : JSON.stringify(text));

const deepest = 64;
