import { describe, expect, test } from 'vitest';
import { oid } from '../asn1/object-names.ts';
import { distinguishedName } from './create/distinguished-name.ts';
import { generalNameText } from './general-name-text.ts';
import { nameOf } from './name.ts';
import { commonNameOf, nameText } from './name-text.ts';

describe('RFC 4514: names as text', () => {
  const cases: readonly (readonly [string, string, string])[] = [
    ['§2.1: the most specific part comes first', 'a', 'CN=a,O=o'],
    ['§2.4: separators are escaped', 'a,b+c"d\\e<f>g;h', 'CN=a\\,b\\+c\\"d\\\\e\\<f\\>g\\;h,O=o'],
    ['§2.4: a space or # at the start, a space at the end', ' a ', 'CN=\\ a\\ ,O=o'],
    ['§2.4: # only at the start', '#a#', 'CN=\\#a#,O=o'],
    ['§2.4: NUL', 'a\0b', 'CN=a\\00b,O=o'],
    ['line ends and terminal codes', 'a\n\u001b[31m', 'CN=a\\0a\\1b[31m,O=o'],
    ['text that would run from right to left', 'a\u202eb', 'CN=a\\e2\\80\\aeb,O=o'],
    ['letters of every language', 'Ñandú 株式会社', 'CN=Ñandú 株式会社,O=o'],
  ];

  test.each(cases)('%s', (_, commonName, text) => {
    expect(nameText(distinguishedName({ organizationName: 'o', commonName }))).toBe(text);
  });

  test('§2.2: several attributes of one part', () => {
    const part = (type: string, value: string) => ({ type, value: { kind: 'utf8String', value } }) as const;
    const name = nameOf([[part(oid.commonName, 'a'), part(oid.userId, 'b')]]);
    expect(nameText(name)).toBe('CN=a+UID=b');
    expect(commonNameOf(name)).toBe('a');
  });

  test('§2.4: attributes without keyword and values that are no text', () => {
    const name = nameOf([
      [{ type: '1.2.3', value: { kind: 'utf8String', value: 'a' } }],
      [{ type: oid.commonName, value: { kind: 'other', value: Uint8Array.of(5, 0) } }],
    ]);
    expect(nameText(name)).toBe('CN=#0500,1.2.3=#0c0161');
    expect(commonNameOf(name)).toBeUndefined();
  });

  test('the empty name is the empty text', () => {
    expect(nameText(distinguishedName({}))).toBe('');
  });
});

test('general names as text', () => {
  expect(generalNameText({ kind: 'iPAddress', value: Uint8Array.of(127, 0, 0, 1) })).toBe('IP:127.0.0.1');
  expect(generalNameText({ kind: 'registeredID', value: '1.2.3' })).toBe('registered ID:1.2.3');
  expect(generalNameText({ kind: 'directoryName', value: distinguishedName({ commonName: 'a' }) })).toBe(
    'directory:CN=a',
  );
  expect(generalNameText({ kind: 'otherName', value: { typeId: '1.2', value: Uint8Array.of(5, 0) } })).toBe(
    'other name:1.2=#0500',
  );
  expect(generalNameText({ kind: 'x400Address', value: Uint8Array.of(1) })).toBe('x400Address:#01');
});
