/** A display filter cut into words. */

import { FilterError } from './filter-error.ts';

export interface Token {
  readonly kind: 'name' | 'text' | 'operator' | 'open' | 'close' | 'comma' | 'end';
  readonly text: string;
  /** From 1. */
  readonly column: number;
}

/** The words of a filter, and one that marks the end. Throws `FilterError`. */
export function tokensOf(filter: string): Token[] {
  if (filter.length > longest) throw new FilterError(`a filter has at most ${longest} characters`, longest + 1);
  const tokens: Token[] = [];
  let at = 0;
  while (at < filter.length) {
    const [found] = /^\s+/.exec(filter.slice(at)) ?? [''];
    at += found.length;
    if (at === filter.length) break;
    const token = tokenAt(filter, at);
    tokens.push(token.token);
    at = token.next;
  }
  return [...tokens, { kind: 'end', text: 'the end', column: filter.length + 1 }];
}

function tokenAt(filter: string, at: number): { readonly token: Token; readonly next: number } {
  const rest = filter.slice(at);
  const column = at + 1;
  if (rest.startsWith('"')) return quoted(rest, at);
  for (const [kind, pattern] of patterns) {
    const text = pattern.exec(rest)?.[0];
    if (text !== undefined) return { token: { kind, text, column }, next: at + text.length };
  }
  throw new FilterError(`${JSON.stringify(rest[0])} has no meaning here`, column);
}

function quoted(rest: string, at: number): { readonly token: Token; readonly next: number } {
  const whole = /^"((?:[^"\\]|\\.)*)"/.exec(rest);
  if (whole === null) throw new FilterError('a text begins here and never ends', at + 1);
  const text = (whole[1] as string).replace(/\\(.)/g, '$1');
  return { token: { kind: 'text', text, column: at + 1 }, next: at + whole[0].length };
}

const patterns: readonly (readonly [Token['kind'], RegExp])[] = [
  ['open', /^[({]/],
  ['close', /^[)}]/],
  ['comma', /^,/],
  ['operator', /^(?:==|!=|>=|<=|&&|\|\||>|<|!)/],
  // Names, numbers, addresses of every kind, bytes with colons.
  ['name', /^[\w.:/-]+/],
];

const longest = 4096;
