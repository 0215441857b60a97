import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { toHex } from '../base/bytes.ts';
import { ProtocolError } from '../base/errors.ts';
import { annotate, leaves, type Span } from './annotate.ts';
import { type AnyCodec, decode, encode } from './codec.ts';
import { extensionTable } from './extensions/table.ts';
import { type Dialect, encodeMessage, handshakeHeader, handshakeMessage, nameOfMessage } from './handshake.ts';
import { helloRetryRandom } from './messages/server-hello.ts';
import { type Messages13, messages13 } from './messages13.ts';
import { bodies, extensionValues } from './testing/arbitraries.ts';

const names = Object.keys(messages13) as (keyof Messages13)[];
const wholeMessage = handshakeMessage(messages13);

const dialect: Dialect = messages13;
const formatOf = (name: string | undefined): Dialect[string] | undefined => dialect[name ?? ''];

/** The spans without children follow each other from the first byte to the last. */
function expectTiles(root: Span, length: number): void {
  let at = 0;
  for (const { start, end } of leaves(root)) {
    if (start !== at || end < start) throw new Error(`a span begins at ${start} where ${at} is expected`);
    at = end;
  }
  if (at !== length) throw new Error(`the spans end at ${at}, the input at ${length}`);
}

/** Bytes that may be wrong: they decode to what encodes to them again, or are refused in words; every byte has a place. */
function expectJudged(bytes: Uint8Array): void {
  const annotation = annotate(wholeMessage, bytes);
  expectTiles(annotation.root, bytes.length);
  if (annotation.error !== undefined) return;
  const format = formatOf(nameOfMessage(messages13, bytes));
  if (format === undefined) return;
  const body: unknown = decode(format.body, bytes.subarray(handshakeHeader));
  expect(toHex(encodeMessage(format, body))).toBe(toHex(bytes));
}

describe('every extension', () => {
  for (const { name, formats } of extensionTable) {
    for (const [message, codec] of Object.entries<AnyCodec>(formats)) {
      const values = extensionValues(name, message as keyof typeof formats);
      test.runIf(values !== undefined)(`RFC 8446 §4.2: ${name} in ${message} is read as it was written`, () => {
        fc.assert(
          fc.property(values as fc.Arbitrary<never>, (value) => {
            const bytes = encode(codec, value);
            expect(decode(codec, bytes)).toEqual(value);
          }),
          { numRuns: 30 },
        );
      });
    }
  }

  test('has values in these tests for each message of TLS 1.3 that may carry it', () => {
    const classicOnly = ['ec_point_formats', 'encrypt_then_mac', 'extended_master_secret'];
    const missing = extensionTable.filter(({ name }) => extensionValues(name, 'ClientHello') === undefined);
    expect(missing.map(({ name }) => name)).toEqual(['oid_filters', 'tls_flags']);
    expect(classicOnly.every((name) => extensionValues(name, 'ClientHello') !== undefined)).toBe(true);
  });
});

for (const name of names) {
  describe(name, () => {
    const body = bodies[name](helloRetryRandom) as fc.Arbitrary<never>;
    const encoded = body.map((value) => encodeMessage(messages13[name], value));

    test('[C06, C10] RFC 8446 §4: it is read as it was written, and written as it was read', () => {
      fc.assert(
        fc.property(body, (value) => {
          const bytes = encodeMessage(messages13[name], value);
          const { body: codec }: Dialect[string] = messages13[name];
          const read: unknown = decode(codec, bytes.subarray(handshakeHeader));
          expect(read).toEqual(value);
          expect(toHex(encodeMessage(messages13[name], read))).toBe(toHex(bytes));
        }),
      );
    });

    test('[C01] RFC 8446 §4: annotation gives every byte exactly one place', () => {
      fc.assert(
        fc.property(encoded, (bytes) => {
          const { root, error } = annotate(wholeMessage, bytes);
          expect(error).toBeUndefined();
          expectTiles(root, bytes.length);
        }),
      );
    });

    test('RFC 8446 §6.2: whatever is cut off, changed or added, each byte has a place and each refusal has words', () => {
      const change = fc.record({ at: fc.nat(), xor: fc.integer({ min: 1, max: 255 }) });
      fc.assert(
        fc.property(
          encoded,
          fc.array(change, { maxLength: 3 }),
          fc.nat(),
          fc.uint8Array({ maxLength: 3 }),
          (bytes, changes, cut, more) => {
            const mutated = Uint8Array.from([...bytes, ...more]);
            for (const { at, xor } of changes)
              mutated[at % mutated.length] = (mutated[at % mutated.length] as number) ^ xor;
            expectJudged(mutated);
            expectJudged(mutated.subarray(0, cut % (mutated.length + 1)));
          },
        ),
        { numRuns: 200 },
      );
    });
  });
}

test('RFC 8446 §6.2: bytes that mean nothing are judged too', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => expectJudged(bytes)),
    { numRuns: 500 },
  );
});

test('[F14] RFC 8446 §4.2.8: key_share with X25519 takes 38 bytes in ClientHello, 36 in ServerHello and 2 in HelloRetryRequest', () => {
  const { formats } = extensionTable.find((row) => row.name === 'key_share') as Extract<
    (typeof extensionTable)[number],
    { name: 'key_share' }
  >;
  const share = { group: 29, keyExchange: new Uint8Array(32) };
  expect(encode(formats.ClientHello, [share])).toHaveLength(38);
  expect(encode(formats.ServerHello, share)).toHaveLength(36);
  expect(encode(formats.HelloRetryRequest, 29)).toHaveLength(2);
});

test('[F12] RFC 8446 §4.2.1: supported_versions is a list in ClientHello and one version in ServerHello', () => {
  const { formats } = extensionTable.find((row) => row.name === 'supported_versions') as Extract<
    (typeof extensionTable)[number],
    { name: 'supported_versions' }
  >;
  expect(toHex(encode(formats.ClientHello, [0x0304, 0x0303]))).toBe('0403040303');
  expect(toHex(encode(formats.ServerHello, 0x0304))).toBe('0304');
  expect(() => decode(formats.ServerHello, Uint8Array.of(2, 3, 4))).toThrow(ProtocolError);
});
