/** What the documents' connections are built from. */

import { encodeMessage, messagesClassic } from 'handfast/wire';
import type { TreeNode } from '../../model.ts';
import { concat, fromHex } from '../bytes.ts';
import { type Heard, linesOf, type Portion } from './tape.ts';

export const filled = (length: number, byte = 0x5a): Uint8Array => new Uint8Array(length).fill(byte);
export const starting = (hex: string, length: number): Uint8Array =>
  concat(fromHex(hex) ?? filled(0), filled(length)).subarray(0, length);
export const record = (type: number, version: number, ...content: readonly Uint8Array[]): Uint8Array => {
  const data = concat(...content);
  return concat(Uint8Array.of(type, version >> 8, version & 255, data.length >> 8, data.length & 255), data);
};
export const seconds = (time: string): Uint8Array => {
  const value = Date.parse(time) / 1000;
  return Uint8Array.of(value >>> 24, value >> 16, value >> 8, value);
};
export const client = (bytes: Uint8Array): Portion => ({ direction: 0, bytes });
export const server = (bytes: Uint8Array): Portion => ({ direction: 1, bytes });

/** Without indentation, as far as the figure goes: transcribed figures have lost theirs. */
export const flat = (node: TreeNode | undefined, lines: number): readonly string[] =>
  node === undefined
    ? []
    : linesOf(node)
        .slice(0, lines)
        .map((line) => line.trim());
/** A Certificate message with certificates of these lengths. */
export const chainOf = (...lengths: readonly number[]): Uint8Array =>
  encodeMessage(messagesClassic.Certificate, { certificateList: lengths.map((length) => filled(length)) });
/** A whole handshake message. */
export const handshake = (type: number, body: Uint8Array): Uint8Array =>
  concat(Uint8Array.of(type, 0, body.length >> 8, body.length & 255), body);
/** The Info column of each packet, with the Protocol column before it. */
export function columns({ items }: Heard, packets: number): readonly string[] {
  return Array.from({ length: packets }, (_, i) => {
    const own = items.filter(({ frame, info }) => frame.number === i + 1 && info !== '');
    return own.length === 0 ? '' : `${own.at(-1)?.protocol} ${own.map(({ info }) => info).join(', ')}`;
  });
}
