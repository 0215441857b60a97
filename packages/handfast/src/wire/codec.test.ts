import { expect, test } from 'vitest';
import { toHex } from '../base/bytes.ts';
import { MisuseError, ProtocolError } from '../base/errors.ts';
import { annotate, leaves } from './annotate.ts';
import {
  type Codec,
  decode,
  encode,
  fixed,
  named,
  opaque,
  prefixed,
  struct,
  trailing,
  uint8,
  uint16,
  uint24,
  uint32,
  vector,
} from './codec.ts';
import { encodeMessage, handshakeMessage } from './handshake.ts';
import { messages13 } from './messages13.ts';
import { Reader } from './reader.ts';
import { Writer } from './writer.ts';

/** The code that decoding ends in. */
function refusal(codec: Codec<unknown>, ...bytes: readonly number[]): string {
  try {
    decode(codec, Uint8Array.from(bytes));
  } catch (error) {
    return (error as ProtocolError).code;
  }
  return 'none';
}

test('RFC 8446 §3.3: numbers are in network order', () => {
  expect(toHex(encode(uint8, 0x12))).toBe('12');
  expect(toHex(encode(uint16, 0x1234))).toBe('1234');
  expect(toHex(encode(uint24, 0x123456))).toBe('123456');
  expect(decode(uint32, Uint8Array.of(0xff, 0xff, 0xff, 0xfe))).toBe(0xffff_fffe);
});

test('RFC 8446 §3.4: vectors keep within their bounds, in both directions', () => {
  const bounded = opaque(1, { min: 2, max: 3 });
  expect(toHex(encode(bounded, Uint8Array.of(7, 8)))).toBe('020708');
  expect(refusal(bounded, 1, 7)).toBe('bad_length');
  expect(refusal(bounded, 4, 7, 7, 7, 7)).toBe('bad_length');
  expect(refusal(bounded, 3, 7, 7)).toBe('truncated');
  expect(refusal(bounded, 2, 7, 7, 7)).toBe('trailing_bytes');
  expect(() => encode(bounded, Uint8Array.of(1))).toThrow(MisuseError);
  expect(() => encode(opaque(1), new Uint8Array(256))).toThrow(MisuseError);
});

test('RFC 8446 §3.4: a vector of numbers ends with a whole number', () => {
  const numbers = vector(1, uint16);
  expect(decode(numbers, Uint8Array.of(4, 0, 1, 0, 2))).toEqual([1, 2]);
  expect(refusal(numbers, 3, 0, 1, 0)).toBe('truncated');
  expect(refusal(numbers)).toBe('truncated');
});

test('RFC 8446 §3.6: nothing inside a bound reads beyond it', () => {
  const pair = struct('Pair', {
    inner: prefixed(1, {}, 'Inner', struct('Inner', { a: uint8, b: uint16 })),
    after: uint8,
  });
  expect(decode(pair, Uint8Array.of(3, 1, 0, 2, 9))).toEqual({ inner: { a: 1, b: 2 }, after: 9 });
  expect(refusal(pair, 2, 1, 0, 2, 9)).toBe('truncated');
  expect(refusal(pair, 4, 1, 0, 2)).toBe('truncated');
  expect(refusal(pair, 4, 1, 0, 2, 9, 9)).toBe('trailing_bytes');
});

test('values that do not fit their type are the mistake of the caller', () => {
  expect(() => encode(uint8, 256)).toThrow(MisuseError);
  expect(() => encode(uint8, -1)).toThrow(MisuseError);
  expect(() => encode(uint16, 1.5)).toThrow(MisuseError);
  expect(() => encode(fixed(3), new Uint8Array(2))).toThrow(MisuseError);
  const writer = new Writer(1);
  const mark = writer.open(1);
  writer.bytes(new Uint8Array(256));
  expect(() => writer.close(mark, 1)).toThrow(MisuseError);
});

test('RFC 5246 §7.4.1.2: a field that older messages end without may be missing, and is then not written', () => {
  const old = struct('Old', { a: uint8, b: trailing(uint8) });
  expect(decode(old, Uint8Array.of(1))).toEqual({ a: 1, b: undefined });
  expect(encode(old, { a: 1, b: undefined })).toEqual(Uint8Array.of(1));
  expect(encode(old, { a: 1, b: 2 })).toEqual(Uint8Array.of(1, 2));
});

test('annotation names what each field is and what it means', () => {
  const kind = named(uint8, 'Kind', (value) => (value === 1 ? 'first' : undefined));
  const { root, value } = annotate(struct('Pair', { kind, list: vector(1, uint8) }), Uint8Array.of(1, 2, 8, 9));
  expect(value).toEqual({ kind: 1, list: [8, 9] });
  expect(leaves(root).map(({ path, start, end, meaning }) => [path, start, end, meaning])).toEqual([
    ['Pair.kind', 0, 1, 'first'],
    ['Pair.list.length', 1, 2, undefined],
    ['Pair.list.0', 2, 3, undefined],
    ['Pair.list.1', 3, 4, undefined],
  ]);
});

test('annotation of bytes that do not decode says where it stopped, and why', () => {
  const { root, value, error } = annotate(struct('Pair', { a: uint8, b: uint32 }), Uint8Array.of(1, 2, 3));
  expect(value).toBeUndefined();
  expect(error?.code).toBe('truncated');
  expect(leaves(root).map(({ path, start, end }) => [path, start, end])).toEqual([
    ['Pair.a', 0, 1],
    ['Pair.b.unread', 1, 3],
  ]);
});

test('[C01] RFC 8446 §4: a message of a header and no body has four bytes', () => {
  const bytes = encodeMessage(messages13.EndOfEarlyData, {});
  expect(toHex(bytes)).toBe('05000000');
  const { root } = annotate(handshakeMessage(messages13), bytes);
  expect(root.children.map(({ name, value }) => [name, value])).toEqual([
    ['msgType', 5],
    ['length', 0],
    ['EndOfEarlyData', {}],
  ]);
});

test('a message that nobody knows is annotated as bytes', () => {
  const { root, error } = annotate(handshakeMessage(messages13), Uint8Array.of(99, 0, 0, 2, 7, 8));
  expect(error).toBeUndefined();
  expect(leaves(root).at(-1)).toMatchObject({ name: 'body', start: 4, end: 6 });
});

test('a look at the next byte stays inside the innermost bound and moves nothing', () => {
  const input = new Reader(Uint8Array.of(1, 2, 3));
  const mark = input.enter(1);
  expect(input.peekByte()).toBe(1);
  expect(input.uint(1)).toBe(1);
  expect(input.peekByte()).toBeUndefined();
  input.leave(mark);
  expect(input.peekByte()).toBe(2);
  expect(input.offset).toBe(1);
});
