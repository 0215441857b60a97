import { expect, test } from 'vitest';
import { type HostName, isDnsName, matchesHostName, parseHostName } from './host-name.ts';

const matches = (presented: string, asked: string): boolean =>
  matchesHostName(presented, parseHostName(asked) as HostName);

test('RFC 9525 §6.3: [J09] names are compared label by label, without regard to case', () => {
  expect(matches('example.com', 'EXAMPLE.com')).toBe(true);
  expect(matches('EXAMPLE.COM', 'example.com.')).toBe(true);
  expect(matches('example.com', 'www.example.com')).toBe(false);
  expect(matches('www.example.com', 'example.com')).toBe(false);
  expect(matches('example.org', 'example.com')).toBe(false);
});

test('RFC 9525 §6.3: [J09] a wildcard is the whole left-most label and stands for exactly one label', () => {
  expect(matches('*.example.com', 'foo.example.com')).toBe(true);
  expect(matches('*.Example.com', 'a_b.example.com')).toBe(true);
  expect(matches('*.example.com', 'example.com')).toBe(false);
  expect(matches('*.example.com', 'foo.bar.example.com')).toBe(false);
  for (const partial of ['f*.example.com', '*o.example.com', 'f*o.example.com', 'xn--*-1b3c148a.example.com'])
    expect(matches(partial, 'foo.example.com'), partial).toBe(false);
  expect(matches('foo.*.example.com', 'foo.bar.example.com')).toBe(false);
  expect(matches('*.*.example.com', 'foo.bar.example.com')).toBe(false);
});

test('RFC 9525 §7.1: [J09] a wildcard never covers a whole top-level name', () => {
  for (const broad of ['*', '*.', '*.com']) expect(matches(broad, 'example.com'), broad).toBe(false);
  expect(matches('*', 'localhost')).toBe(false);
});

test('RFC 9525 §6.3: [J09] internationalised names are asked for as A-labels', () => {
  expect(parseHostName('bücher.example')).toBeUndefined();
  expect(matches('xn--bcher-kva.example', 'XN--BCHER-KVA.example')).toBe(true);
  // The Kelvin sign becomes "k" in lower case.
  expect(parseHostName('\u212Aelvin.example')).toBeUndefined();
  expect(matches('\u212Aelvin.example', 'kelvin.example')).toBe(false);
});

test('RFC 9525 §6.5: [J09] IP literals and numbers are not host names', () => {
  for (const number of ['192.0.2.1', '1.2.3', '0x7f.1', '::1', 'example.1'])
    expect(parseHostName(number), number).toBeUndefined();
  expect(isDnsName('8.8.8.8')).toBe(false);
});

test('RFC 1123 §2.1: what a host name is', () => {
  const long = 'a'.repeat(63);
  for (const name of [
    'localhost',
    '3com.com',
    'a-b.c',
    `${long}.example`,
    'xn--bcher-kva.example',
    '127.0.0.1.example',
  ])
    expect(parseHostName(name), name).toBe(name);
  for (const name of [
    '',
    '.',
    'a..b',
    '.a',
    '-a.b',
    'a-.b',
    'a b',
    `${long}a.example`,
    `${`${long}.`.repeat(4)}a`,
    'a\0.b',
    'a.b..',
  ])
    expect(parseHostName(name), name).toBeUndefined();
});

test('RFC 5280 §4.2.1.6: [J08] a dNSName has the preferred name syntax: no NUL, no underscore, no final dot', () => {
  for (const name of ['example.com', '*.example.com', 'localhost', 'XN--A.example'])
    expect(isDnsName(name), name).toBe(true);
  const wrong = [
    'www.bank.example\0.badguy.example',
    'foo_bar.example.com',
    'example.com.',
    '',
    ' ',
    '*',
    '*.',
    '**.example.com',
  ];
  for (const name of [...wrong, 'a.*.example.com', 'é.example', 'x y.example', '.example.com'])
    expect(isDnsName(name), name).toBe(false);
});
