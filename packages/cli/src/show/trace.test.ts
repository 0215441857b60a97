import { PassThrough } from 'node:stream';
import * as fc from 'fast-check';
import { nodeProvider } from 'handfast/providers/node';
import { leaves, messages13 } from 'handfast/wire';
import { createDevelopmentCa } from 'handfast/x509';
import { describe, expect, test } from 'vitest';
import type { Screen } from '../terminal/screen.ts';
import { screenOn } from '../terminal/screen.ts';
import { annotated } from './annotated.ts';
import type { Rung } from './recorder.ts';
import { showTrace } from './trace.ts';

function rungOf(bytes: Uint8Array, kind: Rung['kind'] = 'handshake'): Rung {
  const common = { direction: 'received', name: 'any', id: 0, encrypted: false, time: 0 } as const;
  return { ...common, kind, bytes, length: bytes.length, dialect: kind === 'handshake' ? messages13 : undefined };
}

/** A Certificate message of TLS 1.3 with one certificate. */
function certificateMessage(der: Uint8Array): Uint8Array {
  const uint24 = (value: number) => [value >> 16, (value >> 8) & 255, value & 255];
  const entry = [...uint24(der.length), ...der, 0, 0];
  const body = [0, ...uint24(entry.length), ...entry];
  return Uint8Array.from([11, ...uint24(body.length), ...body]);
}

function linesOf(rung: Rung): readonly string[] {
  const lines: string[] = [];
  const screen: Screen = { ...screenOn(new PassThrough(), {}), line: (text = '') => void lines.push(text) };
  showTrace(screen, rung);
  return lines;
}

/** All bytes that a trace shows, in order. */
const shownBytes = (lines: readonly string[]) =>
  lines.map((line) => /^ {2}[0-9a-f]{4} {2}((?:[0-9a-f]{2} ?)*)/.exec(line)?.[1]?.replaceAll(' ', '') ?? '').join('');

function expectTiling(rung: Rung): void {
  let at = 0;
  for (const { start, end } of leaves(annotated(rung))) {
    expect(start).toBe(at);
    at = end;
  }
  expect(at).toBe(rung.length);
  expect(shownBytes(linesOf(rung))).toBe(Buffer.from(rung.bytes).toString('hex'));
}

describe('--trace', () => {
  test('RFC 8446 §4: spans tile any bytes exactly, and every byte is shown once', () => {
    const types = fc.constantFrom(...Object.values(messages13).map(({ type }) => type));
    const body = fc.uint8Array({ maxLength: 80 });
    fc.assert(
      fc.property(types, body, (type, content) => {
        expectTiling(rungOf(Uint8Array.from([type, 0, 0, content.length, ...content])));
      }),
    );
    fc.assert(fc.property(fc.uint8Array({ minLength: 1, maxLength: 40 }), (bytes) => expectTiling(rungOf(bytes))));
  });

  test('RFC 5280 §4.1: certificates are opened up to their last byte, broken ones are left whole', async () => {
    const { certificate } = await createDevelopmentCa(nodeProvider, { now: Date.now() });
    const message = certificateMessage(certificate);
    expectTiling(rungOf(message));
    const text = linesOf(rungOf(message)).join('\n');
    expect(text).toContain('value  commonName');
    expect(text).toContain('value  "Handfast Development CA"');
    fc.assert(
      fc.property(fc.nat(certificate.length - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
        const broken = certificate.slice();
        broken[at] = (broken[at] as number) ^ change;
        expectTiling(rungOf(certificateMessage(broken)));
      }),
    );
  });

  test('RFC 8446 §4: the header is one byte of type and three of length, which does not count itself [C01]', () => {
    const [type, length] = leaves(annotated(rungOf(Uint8Array.of(20, 0, 0, 4, 1, 2, 3, 4))));
    expect(type).toMatchObject({ path: 'Handshake.msgType', start: 0, end: 1, meaning: 'Finished' });
    expect(length).toMatchObject({ path: 'Handshake.length', start: 1, end: 4, value: 4 });
  });

  test('RFC 8446 §6: an alert is a level and a description [G01]', () => {
    const lines = linesOf(rungOf(Uint8Array.of(2, 40), 'alert'));
    expect(lines[1]).toMatch(/^ {2}0000 {2}02 +level {2}fatal$/);
    expect(lines[2]).toMatch(/^ {2}0001 {2}28 +description {2}handshake_failure$/);
    expectTiling(rungOf(Uint8Array.of(2, 40), 'alert'));
  });

  test('RFC 8446 §5: a ChangeCipherSpec is one byte', () => {
    expectTiling(rungOf(Uint8Array.of(1), 'change_cipher_spec'));
  });
});
