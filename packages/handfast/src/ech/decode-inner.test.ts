import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ProtocolError } from '../base/errors.ts';
import { decode, encode } from '../wire/codec.ts';
import { EncodedClientHelloInner, OuterExtensions, RawClientHello, type RawExtension } from '../wire/encoded-hello.ts';
import { ClientHello } from '../wire/messages/client-hello.ts';
import { decodeInner } from './decode-inner.ts';
import { arrange, encodeInner } from './encode-inner.ts';

const own: readonly RawExtension[] = [
  { type: 43, data: Uint8Array.of(2, 3, 4) },
  { type: 0xfe0d, data: Uint8Array.of(1) },
];
const shared: readonly RawExtension[] = [
  { type: 10, data: Uint8Array.of(0, 2, 0, 29) },
  { type: 13, data: Uint8Array.of(0, 2, 4, 3) },
  { type: 0x4242, data: Uint8Array.of(1, 2, 3) },
];

const raw = (extensions: readonly RawExtension[], legacySessionId = new Uint8Array(0)): RawClientHello => ({
  legacyVersion: 0x0303,
  random: new Uint8Array(32),
  legacySessionId,
  cipherSuites: Uint8Array.of(0x13, 1),
  legacyCompressionMethods: Uint8Array.of(0),
  extensions,
});

const outerExtensions = (...types: readonly number[]): RawExtension => ({
  type: 0xfd00,
  data: encode(OuterExtensions, types),
});

const encoded = (extensions: readonly RawExtension[], zeros = new Uint8Array(0)): Uint8Array =>
  encode(EncodedClientHelloInner, { clientHello: raw(extensions), zeros });

const outer = encode(
  RawClientHello,
  raw([{ type: 0, data: new Uint8Array(0) }, ...shared], new Uint8Array(32).fill(7)),
);

const codeOf = (act: () => unknown): string | undefined => {
  try {
    act();
    return undefined;
  } catch (error) {
    if (error instanceof ProtocolError) return error.code;
    throw error;
  }
};

test('RFC 9849 §5.1: extensions come from around it, where they were left out, with the session ID', () => {
  const inner = decodeInner(encoded([...own, outerExtensions(10, 13, 0x4242)], new Uint8Array(9)), outer);
  const whole = raw([...own, ...shared], new Uint8Array(32).fill(7));
  expect(inner.bytes).toEqual(encode(RawClientHello, whole));
  expect(inner.hello.extensions?.supported_groups).toEqual([29]);
});

test('RFC 9849 §5.1: what was left out may lie apart in the outer one', () => {
  const inner = decodeInner(encoded([...own, outerExtensions(10, 0x4242)]), outer);
  expect(Object.keys(inner.hello.extensions ?? {}).slice(2)).toEqual(['supported_groups', '0x4242']);
});

test.each([
  ['that is missing', [99]],
  ['twice', [10, 10]],
  ['in another order', [13, 10]],
  ['that is itself', [0xfe0d]],
])('RFC 9849 §5.1: ech_outer_extensions must not name an extension %s', (_what, types) => {
  expect(codeOf(() => decodeInner(encoded([...own, outerExtensions(...types)]), outer))).toBe('bad_outer_extensions');
});

test('RFC 9849 §5.1: there is one ech_outer_extensions, and padding is zero', () => {
  const twice = encoded([...own, outerExtensions(10), outerExtensions(13)]);
  expect(codeOf(() => decodeInner(twice, outer))).toBe('bad_outer_extensions');
  expect(codeOf(() => decodeInner(encoded(own, Uint8Array.of(0, 1)), outer))).toBe('bad_inner_hello');
});

test('RFC 9849 §7.1: the inner ClientHello says what it is, and offers TLS 1.3 alone', () => {
  const [versions, marker] = own as [RawExtension, RawExtension];
  expect(codeOf(() => decodeInner(encoded([versions, marker]), outer))).toBeUndefined();
  expect(codeOf(() => decodeInner(encoded([versions]), outer))).toBe('bad_inner_hello');
  expect(codeOf(() => decodeInner(encoded([marker]), outer))).toBe('bad_inner_hello');
  const both = { type: 43, data: Uint8Array.of(4, 3, 4, 3, 3) };
  expect(codeOf(() => decodeInner(encoded([both, marker]), outer))).toBe('bad_inner_hello');
});

test('RFC 9849 §10.12.4: whatever was encrypted, reading it takes little time and no more room than was sent', () => {
  const extension = fc.record({
    type: fc.constantFrom(0, 10, 13, 43, 0x4242, 0xfe0d, 0xfd00),
    data: fc.uint8Array({ maxLength: 12 }),
  });
  fc.assert(
    fc.property(fc.array(extension), fc.uint8Array({ maxLength: 20 }), (extensions, tail) => {
      const hidden = encode(EncodedClientHelloInner, { clientHello: raw(extensions), zeros: tail });
      try {
        expect(decodeInner(hidden, outer).bytes.length).toBeLessThanOrEqual(hidden.length + outer.length);
      } catch (error) {
        expect(error).toBeInstanceOf(ProtocolError);
      }
    }),
  );
  fc.assert(fc.property(fc.uint8Array(), (bytes) => void codeOf(() => decodeInner(bytes, outer))));
});

test('RFC 9849 §5.1, §6.1.3: what one side encodes the other decodes, in a multiple of 32 bytes', () => {
  const extensions = fc.shuffledSubarray([...shared, { type: 51, data: Uint8Array.of(0, 0) }]);
  fc.assert(
    fc.property(extensions, extensions, fc.nat(64), (inside, around, longest) => {
      const hidden = decode(ClientHello, encode(RawClientHello, raw([...inside, ...own])));
      const open = decode(ClientHello, encode(RawClientHello, raw(around)));
      const arranged = arrange(hidden, open);
      const inner = encodeInner(arranged, open, longest);
      expect(inner.length % 32).toBe(0);
      expect(decodeInner(inner, encode(ClientHello, open)).bytes).toEqual(encode(ClientHello, arranged));
    }),
  );
});
