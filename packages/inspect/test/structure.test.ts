import { readdirSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const root = fileURLToPath(new URL('../src/', import.meta.url));

const files = readdirSync(root, { recursive: true, encoding: 'utf8' })
  .map((path) => path.replaceAll('\\', '/'))
  .filter((path) => path.endsWith('.ts') && !path.endsWith('.test.ts') && !path.includes('testing/'))
  .map((path) => ({ path, text: readFileSync(`${root}/${path}`, 'utf8') }));

/** The code without comments and without the contents of its texts. */
const bareCode = (text: string): string =>
  text.replace(/\/\*[\s\S]*?\*\/|\/\/.*|(['"])(?:\\.|(?!\1)[^\\\n])*\1|`(?:\\.|[^\\`])*`/g, ' ');

const importsOf = (text: string): string[] =>
  [...text.matchAll(/^(?:import|export)\b[^;]*?\bfrom\s+'([^']+)'/gm)].map(([, from]) => from as string);

test('the package runs anywhere: it imports itself and public entries of the library that need no runtime', () => {
  const foreign = files.flatMap(({ path, text }) =>
    importsOf(text)
      .filter((from) => !from.startsWith('.'))
      .filter((from) => !/^handfast(?:\/(?:wire|registry|crypto|x509|record|schedule|asn1|ech))?$/.test(from))
      .map((from) => `${path} → ${from}`),
  );
  expect(foreign).toEqual([]);
});

test('nothing asks for time, randomness or the runtime, and only the adapter for streams waits', () => {
  const impure = /\bBuffer\b|\bprocess\.|\bperformance\.|\bDate\.now\b|\bnew Date\(\)|\bMath\.random\b|\bsetTimeout\b/;
  expect(files.filter(({ text }) => impure.test(bareCode(text))).map(({ path }) => path)).toEqual([]);
  const waiting = files.filter(({ text }) => /\b(?:async|await)\b/.test(bareCode(text)));
  expect(waiting.map(({ path }) => path)).toEqual(['inspect-stream.ts']);
});

test('what reads files and networks knows nothing of TLS', () => {
  const below = files.filter(({ path }) => /^(?:capture|network)\//.test(path));
  const upward = below.flatMap(({ path, text }) =>
    importsOf(text)
      .map((from) => posix.join(posix.dirname(path), from))
      .filter((target) => !/^(?:capture|network)\/|^(?:model|concat)\.ts$/.test(target))
      .map((target) => `${path} → ${target}`),
  );
  expect(upward).toEqual([]);
});

test('no file has more than 400 lines, and half of them fewer than 100', () => {
  const lengths = files.map(({ text }) => text.trimEnd().split('\n').length).sort((left, right) => left - right);
  expect(lengths.at(-1)).toBeLessThanOrEqual(400);
  expect(lengths[Math.floor(lengths.length / 2)]).toBeLessThan(100);
});

test('every file begins by saying what it is', () => {
  expect(files.filter(({ text }) => !text.startsWith('/**')).map(({ path }) => path)).toEqual([]);
});
