import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fromHex, utf8 } from './bytes.ts';
import { chat, converse } from './testing/conversation.ts';
import { client, filled, record, server } from './testing/golden.ts';
import { dissectOne, linesOf, type Portion } from './testing/tape.ts';

const modern = converse({ act: chat });
const classic = converse({ act: chat, server: { versions: ['TLS 1.2'] } });
const both = [modern, classic];

/** Whatever comes, there is a report, and every tree can be printed. */
function expectReport(tape: readonly Portion[], keyLog: string, carrier: 'stream' | 'datagram' = 'stream'): void {
  const { report, trees } = dissectOne(tape, { secrets: { keyLog } }, carrier);
  expect(report.verdict.length).toBeGreaterThan(0);
  expect(JSON.stringify(report).length).toBeGreaterThan(0);
  for (const tree of trees) expect(linesOf(tree).length).toBeGreaterThan(0);
}

const anyBytes = fc.uint8Array({ maxLength: 300 });
const anyTape = fc.array(fc.record({ direction: fc.constantFrom(0 as const, 1 as const), bytes: anyBytes }), {
  maxLength: 8,
});

test('flipped bytes anywhere in a connection: always a report', () => {
  const flips = fc.array(fc.tuple(fc.nat(), fc.nat(), fc.integer({ min: 1, max: 255 })), {
    minLength: 1,
    maxLength: 8,
  });
  fc.assert(
    fc.property(fc.constantFrom(...both), flips, ({ tape, keyLog }, changes) => {
      const broken = tape.map(({ direction, bytes }) => ({ direction, bytes: bytes.slice() }));
      for (const [which, where, mask] of changes) {
        const { bytes } = broken[which % broken.length] as Portion;
        bytes[where % bytes.length] = (bytes[where % bytes.length] as number) ^ mask;
      }
      expectReport(broken, keyLog);
    }),
    { numRuns: 150 },
  );
});

test('every portion cut at every 97th byte: always a report', () => {
  for (const { tape, keyLog } of both) {
    for (const [index, { bytes }] of tape.entries()) {
      for (let length = 0; length < bytes.length; length += 97) {
        const cut = tape
          .slice(0, index + 1)
          .map((portion, i) => (i === index ? { ...portion, bytes: bytes.subarray(0, length) } : portion));
        expectReport(cut, keyLog);
      }
    }
  }
});

test('the same bytes in any portions give the same report', () => {
  for (const { tape, keyLog } of both) {
    const whole = dissectOne(tape, { secrets: { keyLog } });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 700 }), (size) => {
        const pieces = tape.flatMap(({ direction, bytes }) =>
          Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) => ({
            direction,
            bytes: bytes.subarray(i * size, (i + 1) * size),
          })),
        );
        const heard = dissectOne(pieces, { secrets: { keyLog } });
        expect(heard.plaintext).toEqual(whole.plaintext);
        expect(heard.items.map(({ info }) => info)).toEqual(whole.items.map(({ info }) => info));
        expect(heard.report.checks.map(({ result }) => result)).toEqual(
          whole.report.checks.map(({ result }) => result),
        );
      }),
      { numRuns: 30 },
    );
  }
});

test('bytes that mean nothing: always a report', () => {
  fc.assert(
    fc.property(anyTape, (tape) => expectReport(tape, '')),
    { numRuns: 200 },
  );
  fc.assert(
    fc.property(anyTape, (tape) => expectReport(tape, '', 'datagram')),
    { numRuns: 200 },
  );
});

/** Bytes behind a beginning that makes sense. */
const beginnings = [
  '160301',
  '1603030010',
  '1603030040010000',
  '80',
  '802e010002',
  'c000000001',
  '16fefd0000',
  '2f',
  '15030300',
  '170303',
  '19fefd',
];

test('nonsense behind a beginning that makes sense: always a report', () => {
  const start = fc.constantFrom(...beginnings.map((text) => fromHex(text) ?? new Uint8Array(0)));
  const portion = fc.record({
    direction: fc.constantFrom(0 as const, 1 as const),
    bytes: fc.tuple(start, anyBytes).map(([head, tail]) => Uint8Array.from([...head, ...tail])),
  });
  const tapes = fc.array(portion, { minLength: 1, maxLength: 6 });
  fc.assert(
    fc.property(tapes, (tape) => expectReport(tape, '')),
    { numRuns: 300 },
  );
  fc.assert(
    fc.property(tapes, (tape) => expectReport(tape, '', 'datagram')),
    { numRuns: 300 },
  );
});

const lost = ['TLS 1.2', 'TLS 1.3'] as const;

test.each(lost)('%s: records behind a gap are found again and opened, with the numbers that they have', (version) => {
  const { tape, keyLog } = converse({
    server: { versions: [version] },
    act(client, server, exchange) {
      for (const words of ['one ', 'two ', 'three ', 'four']) {
        server.write(utf8(words));
        exchange();
      }
      client.close();
    },
  });
  const data = tape.filter(({ direction }) => direction === 1).slice(-4);
  const gapped = tape.flatMap((portion) =>
    portion === data[1] || portion === data[2] ? [{ ...portion, gap: portion.bytes.length }] : [portion],
  );
  const { plaintext, report } = dissectOne(gapped, { secrets: { keyLog } });
  expect(new TextDecoder().decode(plaintext[1])).toBe('one four');
  expect(report.unreadBytes[1]).toBe((data[1]?.bytes.length ?? 0) + (data[2]?.bytes.length ?? 0));
});

test('a message that claims sixteen megabytes is not waited for', () => {
  const claim = record(22, 0x0303, Uint8Array.of(1, 0xff, 0xff, 0xff), filled(100));
  const alert = record(21, 0x0303, Uint8Array.of(2, 50));
  const { report, items } = dissectOne([client(claim), server(alert)]);
  expect(items.at(-1)?.info).toBe('Alert (Level: Fatal, Description: Decode Error)');
  expect(report.verdict).toContain('decode_error');
});
