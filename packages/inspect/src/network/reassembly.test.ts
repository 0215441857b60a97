import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Direction, FlowConsumer, FrameInfo } from '../model.ts';
import { StreamReassembler } from './reassembly.ts';

type Event = string | { readonly gap: number };

function collected(room = { free: 1e9 }) {
  const events: Event[] = [];
  const consumer: FlowConsumer = {
    data: (_: Direction, bytes) => events.push(String.fromCharCode(...bytes)),
    gap: (_: Direction, length) => events.push({ gap: length }),
    end: (_: Direction, how) => events.push(`<${how}>`),
  };
  return { events, stream: new StreamReassembler(0, consumer, room) };
}

const frame: FrameInfo = { number: 1, time: 0 };
const bytes = (text: string): Uint8Array => Uint8Array.from(text, (character) => character.charCodeAt(0));

describe('RFC 9293 §3.10.7.4: segments in any order make one stream', () => {
  test('retransmission, overlap and reordering', () => {
    const { events, stream } = collected();
    expect(stream.segment(100, bytes('abc'), 0, frame)).toBe('next');
    expect(stream.segment(100, bytes('abc'), 0, frame)).toBe('retransmission');
    expect(stream.segment(106, bytes('ghi'), 0, frame)).toBe('early');
    expect(stream.segment(102, bytes('CDE'), 0, frame)).toBe('filler');
    expect(stream.segment(104, bytes('EFGHIJ'), 0, frame)).toBe('filler');
    expect(events.join('')).toBe('abcDEFghiJ');
  });

  test('sequence numbers wrap around', () => {
    const { events, stream } = collected();
    stream.begin(0xffff_fffe);
    stream.segment(2, bytes('ef'), 0, frame);
    stream.segment(0xffff_fffe, bytes('abcd'), 0, frame);
    stream.fin(4, frame);
    expect(events).toEqual(['abcd', 'ef', '<fin>']);
  });

  test('what was cut when captured is a gap', () => {
    const { events, stream } = collected();
    stream.segment(0, bytes('ab'), 3, frame);
    stream.segment(5, bytes('fg'), 0, frame);
    expect(events).toEqual(['ab', { gap: 3 }, 'fg']);
  });

  test('holes are named when nobody waits any more, and the end comes after them', () => {
    const { events, stream } = collected();
    stream.segment(0, bytes('ab'), 0, frame);
    stream.segment(4, bytes('ef'), 0, frame);
    stream.segment(8, bytes('ij'), 0, frame);
    stream.fin(10, frame);
    stream.end('capture', frame);
    expect(events).toEqual(['ab', { gap: 2 }, 'ef', { gap: 2 }, 'ij', '<fin>']);
  });

  test('what waits is bounded, by itself and together with others', () => {
    const room = { free: 10 };
    const { events, stream } = collected(room);
    stream.begin(0);
    stream.segment(1, bytes('b'), 0, frame);
    stream.segment(3, bytes('0123456789'), 0, frame);
    expect(events).toEqual([{ gap: 1 }, 'b']);
    stream.end('capture', frame);
    expect(room.free).toBe(10);
  });
});

test('any reordering, overlap and repetition that loses nothing gives the stream of the reference', () => {
  const pieces = fc.array(fc.record({ start: fc.nat(199), length: fc.integer({ min: 1, max: 40 }) }), {
    maxLength: 60,
  });
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 0xffff_ffff }), pieces, (base, random) => {
      const whole = Uint8Array.from({ length: 200 }, (_, i) => i);
      const received = new Set<number>();
      const out: number[] = [];
      const consumer: FlowConsumer = {
        data: (_, fresh) => out.push(...fresh),
        gap: () => expect.unreachable('nothing is lost here'),
        end: () => {},
      };
      const stream = new StreamReassembler(0, consumer, { free: 1e9 });
      stream.begin(base);
      for (const { start, length } of random) {
        const piece = whole.subarray(start, start + length);
        stream.segment((base + start) >>> 0, piece, 0, frame);
        for (const byte of piece) received.add(byte);
        let reached = 0;
        while (received.has(reached)) reached++;
        expect(out).toEqual([...whole.subarray(0, reached)]);
      }
      for (let at = 0; at < 200; at += 10) {
        stream.segment((base + at) >>> 0, whole.subarray(at, at + 10), 0, frame);
      }
      expect(out).toEqual([...whole]);
    }),
  );
});

test('with losses, data and gaps together always cover the stream once, and data is what was sent', () => {
  const pieces = fc.array(
    fc.record({ start: fc.nat(199), length: fc.integer({ min: 1, max: 40 }), missing: fc.nat(5) }),
    { maxLength: 60 },
  );
  fc.assert(
    fc.property(pieces, (random) => {
      const whole = Uint8Array.from({ length: 260 }, (_, i) => i % 251);
      let at = 0;
      const consumer: FlowConsumer = {
        data: (_, fresh) => {
          expect([...fresh]).toEqual([...whole.subarray(at, at + fresh.length)]);
          at += fresh.length;
        },
        gap: (_, length) => {
          expect(length).toBeGreaterThan(0);
          at += length;
        },
        end: () => {},
      };
      const stream = new StreamReassembler(0, consumer, { free: 50 });
      stream.begin(0);
      for (const { start, length, missing } of random) {
        stream.segment(start, whole.subarray(start, start + length), missing, frame);
      }
      stream.end('capture', frame);
      const last = Math.max(0, ...random.map(({ start, length, missing }) => Math.min(200, start + length) + missing));
      expect(at).toBeGreaterThanOrEqual(Math.min(last, at));
      expect(stream.isWaiting).toBe(false);
    }),
  );
});
