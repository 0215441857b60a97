/** Codes of different lengths, and the numbers that follow them. RFC 1951 §3.2 */

import { ProtocolError } from '../../base/errors.ts';
import type { BitReader } from './bit-reader.ts';

/** A code in the only form that its lengths allow. */
export interface HuffmanCode {
  /** How many codes there are of each length. */
  readonly counts: Uint16Array;
  /** Symbols by code. */
  readonly symbols: Uint16Array;
}

/**
 * The code whose symbols have these lengths; 0 means that a symbol does not occur. Throws `decompression_failed` when the
 * lengths leave codes without a meaning, unless one symbol is all there is, or give one twice. §3.2.2, §3.2.7
 */
export function huffmanCode(lengths: Uint8Array): HuffmanCode {
  const counts = new Uint16Array(longestCode + 1);
  for (const length of lengths) counts[length] = (counts[length] as number) + 1;
  let left = 1;
  for (let length = 1; length <= longestCode; length++) left = 2 * left - (counts[length] as number);
  const used = lengths.length - (counts[0] as number);
  if (left < 0 || (left > 0 && used > 1))
    throw new ProtocolError('decompression_failed', { why: 'an impossible code' });
  const next = new Uint16Array(longestCode + 2);
  for (let length = 1; length <= longestCode; length++) {
    next[length + 1] = (next[length] as number) + (counts[length] as number);
  }
  const symbols = new Uint16Array(used);
  lengths.forEach((length, symbol) => {
    if (length === 0) return;
    const place = next[length] as number;
    next[length] = place + 1;
    symbols[place] = symbol;
  });
  return { counts, symbols };
}

/** The next symbol: codes of one length are consecutive numbers. Throws `outOfInput`, or `decompression_failed`. */
export function readSymbol(input: BitReader, { counts, symbols }: HuffmanCode): number {
  let code = 0;
  let first = 0;
  let index = 0;
  for (let length = 1; length <= longestCode; length++) {
    code |= input.bits(1);
    const count = counts[length] as number;
    if (code < first + count) return symbols[index + code - first] as number;
    index += count;
    first = (first + count) << 1;
    code <<= 1;
  }
  throw new ProtocolError('decompression_failed', { why: 'a code without a meaning' });
}

const longestCode = 15;

/** Symbols that stand for a range of numbers: where it begins, and how many bits choose from it. §3.2.5 */
export interface Range {
  readonly base: number;
  readonly extra: number;
}

/** Lengths 3 to 258 for the symbols from 257 on. */
export const lengthRanges: readonly Range[] = [...ranges(3, 28, 4).slice(0, 28), { base: 258, extra: 0 }];

/** Distances 1 to 32,768. */
export const distanceRanges: readonly Range[] = ranges(1, 30, 2);

/** Ranges double in size each `step` symbols, but for the first two steps. */
function ranges(start: number, count: number, step: number): Range[] {
  const rows: Range[] = [];
  for (let i = 0, base = start; i < count; i++) {
    const extra = Math.max(0, Math.floor(i / step) - 1);
    rows.push({ base, extra });
    base += 2 ** extra;
  }
  return rows;
}

/** The code of blocks that do not bring their own. §3.2.6 */
export const fixedLiteralLengths: Uint8Array = new Uint8Array(288).fill(8).fill(9, 144, 256).fill(7, 256, 280);
/** Two of its codes have no meaning, which only this code may have. */
export const fixedDistanceLengths: Uint8Array = new Uint8Array(32).fill(5);
