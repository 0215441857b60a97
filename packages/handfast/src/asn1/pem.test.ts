import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MisuseError } from '../base/errors.ts';
import { encodePem, parsePem, parsePemOf } from './pem.ts';

describe('RFC 7468: PEM', () => {
  test('what is written is read', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 200 }), { maxLength: 4 }), (all) => {
        const text = all.map((bytes) => encodePem('X509 CRL', bytes)).join('');
        expect(parsePem(text).map(({ bytes }) => bytes)).toEqual(all);
      }),
    );
  });

  test('§2: lines have 64 characters', () => {
    const lengths = encodePem('CERTIFICATE', new Uint8Array(100))
      .split('\n')
      .map((line) => line.length);
    expect(lengths).toEqual([27, 64, 64, 8, 25, 0]);
  });

  test('§5.2: text around the objects is ignored', () => {
    expect(parsePem(`\ufeff${encodePem('A', Uint8Array.of(1))}`)).toHaveLength(1);
    const text = `subject: /CN=a\r\n${encodePem('CERTIFICATE', Uint8Array.of(1)).replaceAll('\n', '\r\n')}# and\n${encodePem('PRIVATE KEY', Uint8Array.of(2))}`;
    expect(parsePem(text).map(({ label }) => label)).toEqual(['CERTIFICATE', 'PRIVATE KEY']);
    expect(parsePemOf('PRIVATE KEY', text)).toEqual([Uint8Array.of(2)]);
    expect(() => parsePemOf('X509 CRL', text)).toThrow(MisuseError);
  });

  test('RFC 1421 §4.6: headers end with an empty line', () => {
    const text =
      '-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: X\n\nAQI=\n-----END RSA PRIVATE KEY-----';
    expect(parsePem(text)).toEqual([
      { label: 'RSA PRIVATE KEY', headers: ['Proc-Type: 4,ENCRYPTED', 'DEK-Info: X'], bytes: Uint8Array.of(1, 2) },
    ]);
  });

  const wrong: readonly (readonly [string, string])[] = [
    ['an object without end', '-----BEGIN A-----\nAQI='],
    ['another end', '-----BEGIN A-----\nAQI=\n-----END B-----'],
    ['an object in an object', '-----BEGIN A-----\n-----BEGIN A-----\nAQI=\n-----END A-----'],
    ['something other than base64', '-----BEGIN A-----\nA*I=\n-----END A-----'],
    ['the alphabet of URLs', '-----BEGIN A-----\n-_8=\n-----END A-----'],
    ['padding that is missing', '-----BEGIN A-----\nAQI\n-----END A-----'],
    ['padding in the middle', '-----BEGIN A-----\nAQ==AQ==\n-----END A-----'],
    ['bits that padding leaves over', '-----BEGIN A-----\nAQJ=\n-----END A-----'],
    ['headers without end', '-----BEGIN A-----\nX: Y\nAQI=\n-----END A-----'],
  ];

  test.each(wrong)('refused: %s', (_, text) => {
    expect(() => parsePem(text)).toThrow(expect.objectContaining({ code: 'bad_pem' }));
  });
});
