import { posix } from 'node:path';
import { expect, test } from 'vitest';
import { bareCode, importsOf, lineCount, type SourceFile, sourceFiles, testFiles } from './source-files.ts';

/** A folder may import from itself and from the folders before it. */
const floors = [
  'base',
  'registry',
  'crypto',
  'wire',
  'asn1',
  'x509',
  'schedule',
  'record',
  'handshake',
  'engine',
  'legacy',
  'ech',
  'session',
  'providers',
  'node',
  'web',
];

/** What comes before the providers is pure: time, randomness and bytes come in as values. */
const pure = sourceFiles.filter((file) => file.floor !== '' && height(file.floor) < height('providers'));

function height(floor: string): number {
  return floors.indexOf(floor);
}

const targetOf = (file: SourceFile, specifier: string): string => posix.join(posix.dirname(file.path), specifier);

test('every folder is a floor', () => {
  const folders = new Set(sourceFiles.map((file) => file.floor).filter((floor) => floor !== ''));
  expect([...folders].filter((folder) => !floors.includes(folder))).toEqual([]);
});

test('imports only go down', () => {
  const upward = sourceFiles
    .filter((file) => file.floor !== '')
    .flatMap((file) =>
      importsOf(file.text)
        .filter((specifier) => specifier.startsWith('.'))
        .map((specifier) => targetOf(file, specifier))
        .filter((target) => !target.includes('/') || height(target.split('/')[0] as string) > height(file.floor))
        .map((target) => `${file.path} → ${target}`),
    );
  expect(upward).toEqual([]);
});

test('what is published imports nothing that only tests use', () => {
  const tests = new Set(testFiles.map((file) => file.path));
  const borrowed = sourceFiles.flatMap((file) =>
    importsOf(file.text)
      .map((specifier) => targetOf(file, specifier))
      .filter((target) => tests.has(target))
      .map((target) => `${file.path} → ${target}`),
  );
  expect(borrowed).toEqual([]);
});

test('floors before the providers import only each other: no runtime, no dependency', () => {
  const foreign = pure.flatMap((file) =>
    importsOf(file.text)
      .filter((specifier) => !specifier.startsWith('.'))
      .map((specifier) => `${file.path} → ${specifier}`),
  );
  expect(foreign).toEqual([]);
});

const impure = new RegExp(
  [
    /(?<![#.])\b(?:async|await)\b/,
    /\bBuffer\b|\bprocess\.|\bperformance\.|\bcrypto\.(?:subtle|getRandomValues|randomUUID)\b/,
    /\bDate\.now\b|\bnew Date\(\)|\bMath\.random\b/,
    /\b(?:set|clear)(?:Timeout|Interval|Immediate)\b|\bqueueMicrotask\b/,
  ]
    .map((one) => one.source)
    .join('|'),
  'g',
);

test('floors before the providers wait for nothing and ask nobody for time or randomness', () => {
  const found = pure.flatMap((file) =>
    [...bareCode(file.text).matchAll(impure)].map(([word]) => `${file.path}: ${word}`),
  );
  expect(found).toEqual([]);
});

test('only job() and expect() stop a task; everyone else delegates to them with yield*', () => {
  const stops = pure.filter((file) => /\byield\s*\{\s*for\b/.test(bareCode(file.text)));
  expect(stops.map((file) => file.path)).toEqual(['base/awaitable.ts', 'handshake/flow.ts']);
});

test('no file has more than 400 lines, and half of them fewer than 100', () => {
  const lengths = sourceFiles.map(lineCount).sort((left, right) => left - right);
  expect(sourceFiles.filter((file) => lineCount(file) > 400).map((file) => file.path)).toEqual([]);
  expect(lengths[Math.floor(lengths.length / 2)]).toBeLessThan(100);
});

test('every file begins by saying what it is, and only public entries pass on what others export', () => {
  expect(sourceFiles.filter((file) => !/^\/\*\*[\s\S]*?\*\//.test(file.text)).map((file) => file.path)).toEqual([]);
  const passingOn = sourceFiles.filter((file) => /^export \* from/m.test(file.text));
  expect(passingOn.filter((file) => !file.path.endsWith('index.ts')).map((file) => file.path)).toEqual([]);
});

test('the engine without certificates has fewer than 24,900 lines: decision 28', () => {
  const engine = pure.filter((file) => !['asn1', 'x509'].includes(file.floor));
  expect(engine.reduce((sum, file) => sum + lineCount(file), 0)).toBeLessThan(24_900);
});

test('the checks see what they are for', () => {
  expect(importsOf("import { a } from './a.ts';\nexport * from '../b.ts';\nimport type {\n  C,\n} from 'c';")).toEqual([
    './a.ts',
    '../b.ts',
    'c',
  ]);
  expect(bareCode("f('async'); // await\n/* Buffer */ g(`Date.now`)")).toBe("f('');  \n  g(``)");
  expect('await x; Date.now(); new Date(); new Date(0)'.match(impure)).toEqual(['await', 'Date.now', 'new Date()']);
});
