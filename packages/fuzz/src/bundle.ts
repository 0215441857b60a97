/** All targets and the library in one file, with counters in the library's code. */

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Plugin, rolldown } from 'rolldown';
import type { Branch } from './coverage.ts';
import { counters, type Findings, instrument } from './instrument.ts';

/** What a worker needs to run targets. */
export interface Bundle {
  /** The file to import. */
  readonly path: string;
  readonly branches: readonly Branch[];
  /** Literals of the code as bytes: numbers in one to four bytes, texts. */
  readonly tokens: readonly Uint8Array[];
  remove(): Promise<void>;
}

const packages = fileURLToPath(new URL('../..', import.meta.url));

export async function bundle(): Promise<Bundle> {
  const findings: Findings = { branches: [], numbers: new Set(), texts: new Set() };
  const folder = await mkdtemp(join(tmpdir(), 'handfast-fuzz-'));
  const path = join(folder, 'targets.mjs');
  const build = await rolldown({
    input: join(packages, 'fuzz/src/targets/index.ts'),
    platform: 'node',
    transform: { target: 'es2023' },
    resolve: { conditionNames: ['@handfast/source', 'node', 'import', 'default'] },
    plugins: [counting(findings)],
  });
  // Counters come before everything: code at the top of modules runs, and counts, while they are loaded.
  const intro = `const ${counters} = globalThis.${counters} ?? new Uint8Array(2 ** 16);`;
  await build.write({ file: path, format: 'esm', intro, codeSplitting: false });
  await build.close();
  const remove = (): Promise<void> => rm(folder, { recursive: true });
  return { path, branches: findings.branches, tokens: tokensOf(findings), remove };
}

function counting(findings: Findings): Plugin {
  return {
    name: 'counting',
    transform(code, id) {
      const file = nameOf(id);
      if (file === undefined || file.includes('testing/')) return undefined;
      return { code: instrument(code, file, findings) };
    },
  };
}

/** The library's files from its `src` on, the inspector's with `inspect/` in front. */
function nameOf(id: string): string | undefined {
  const [name = '', folder, ...file] = relative(packages, id).split(sep);
  if (folder !== 'src' || (name !== 'handfast' && name !== 'inspect')) return undefined;
  return [...(name === 'inspect' ? [name] : []), ...file].join('/');
}

function tokensOf({ numbers, texts }: Findings): readonly Uint8Array[] {
  const size = (number: number): number => (number < 2 ** 8 ? 1 : number < 2 ** 16 ? 2 : number < 2 ** 24 ? 3 : 4);
  const spelled = [...numbers].flatMap((number) => {
    const bytes = Uint8Array.of(number >>> 24, number >>> 16, number >>> 8, number);
    return size(number) === 1 ? [bytes.slice(3), bytes.slice(2)] : [bytes.slice(4 - size(number))];
  });
  return [...spelled, ...[...texts].map((text) => new TextEncoder().encode(text))];
}
