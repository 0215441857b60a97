/** The library's own files, as the tests of its structure see them. */

import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export interface SourceFile {
  /** From `src/`, with slashes: `wire/reader.ts`. */
  readonly path: string;
  /** Its first folder; empty for the public entry directly in `src/`. */
  readonly floor: string;
  readonly text: string;
}

const all = filesIn('../src/');

const isTest = ({ path }: SourceFile): boolean => path.endsWith('.test.ts') || path.includes('/testing/');

/** What is published: neither tests nor what they share. */
export const sourceFiles: readonly SourceFile[] = all.filter((file) => !isTest(file));

/** Tests and what they share. */
export const testFiles: readonly SourceFile[] = all.filter(isTest);

/** Those of the library, of this folder and of the live peers, in which a title or a code may be looked for. */
export const behaviourTests: readonly SourceFile[] = [...testFiles, ...filesIn('./'), ...filesIn('../../interop/src/')]
  .filter((file) => file.path.endsWith('.test.ts') || file.path.includes('testing/'))
  .filter((file) => !['attacks.test.ts', 'failures.test.ts', 'docs.test.ts'].includes(file.path));

function filesIn(folder: string): SourceFile[] {
  const root = fileURLToPath(new URL(folder, import.meta.url));
  return readdirSync(root, { recursive: true, encoding: 'utf8' })
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => path.endsWith('.ts'))
    .sort()
    .map((path) => ({
      path,
      floor: path.includes('/') ? (path.split('/')[0] as string) : '',
      text: readFileSync(`${root}/${path}`, 'utf8'),
    }));
}

/** The code without comments and without the contents of its texts. */
export function bareCode(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\/|\/\/.*|(['"])(?:\\.|(?!\1)[^\\\n])*\1|`(?:\\.|[^\\`])*`/g, (found) =>
    found.startsWith('/') ? ' ' : `${found[0]}${found[0]}`,
  );
}

/** What a file imports or exports from: `./reader.ts`, `node:fs`. */
export function importsOf(text: string): string[] {
  const statements = text.matchAll(
    /^(?:import|export)\b[^;]*?\bfrom\s+'([^']+)'|^import\s+'([^']+)'|\bimport\('([^']+)'\)/gm,
  );
  return [...statements].map(([, from, bare, dynamic]) => (from ?? bare ?? dynamic) as string);
}

/** How many lines a file has. */
export const lineCount = ({ text }: SourceFile): number => text.trimEnd().split('\n').length;
