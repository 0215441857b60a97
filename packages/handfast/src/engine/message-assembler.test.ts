import fc from 'fast-check';
import { expect, test } from 'vitest';
import { concat, toHex } from '../base/bytes.ts';
import { ProtocolError } from '../base/errors.ts';
import { MessageAssembler } from './message-assembler.ts';

const message = (type: number, length: number): Uint8Array =>
  concat(Uint8Array.of(type, length >> 16, (length >> 8) & 0xff, length & 0xff), new Uint8Array(length).fill(type));

test('[B05] RFC 8446 §5.1: messages come out whole, however they were cut', () => {
  const lengths = fc.array(fc.integer({ min: 0, max: 300 }), { maxLength: 6 });
  fc.assert(
    fc.property(lengths, fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1 }), (sizes, cuts) => {
      const messages = sizes.map((size, i) => message(i + 1, size));
      const stream = concat(...messages);
      const assembler = new MessageAssembler(1000);
      const out: string[] = [];
      for (let at = 0, i = 0; at < stream.length; i++) {
        const end = at + (cuts[i % cuts.length] as number);
        assembler.push(stream.subarray(at, end));
        for (let next = assembler.next(); next !== undefined; next = assembler.next()) out.push(toHex(next));
        at = end;
      }
      expect(out).toEqual(messages.map(toHex));
      expect(assembler.pending).toBe(false);
    }),
  );
});

test('RFC 8446 §4: a message that would be too long is refused at its header', () => {
  const assembler = new MessageAssembler(100);
  assembler.push(Uint8Array.of(11, 0, 0));
  expect(assembler.next()).toBeUndefined();
  assembler.push(Uint8Array.of(97));
  expect(() => assembler.next()).toThrow(ProtocolError);
  const exact = new MessageAssembler(100);
  exact.push(message(11, 96));
  expect(exact.next()).toHaveLength(100);
});

test('a long message in single bytes costs no quadratic time', () => {
  const assembler = new MessageAssembler(2 ** 20);
  const whole = message(11, 2 ** 18);
  const started = performance.now();
  for (const byte of whole) {
    assembler.push(Uint8Array.of(byte));
    if (assembler.next() !== undefined) break;
  }
  expect(assembler.pending).toBe(false);
  // A quarter of a million joins of half the message would take minutes.
  expect(performance.now() - started).toBeLessThan(5000);
});
