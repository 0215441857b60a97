/** The files that mistakes are made in, and the mistakes, numbered from one on. */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Mutant, mutantsOf } from './mutants.ts';

/** What the run is about. */
export const folders = ['record', 'handshake', 'schedule', 'x509/path'] as const;

export interface Source {
  readonly folder: string;
  /** From the library's `src` on. */
  readonly file: string;
  readonly path: string;
  readonly mutants: readonly Mutant[];
  /** The number of its first mutant; the others follow. */
  readonly first: number;
}

/** Those of the library that lies under a root as it does in the repository. Always in the same order. */
export function everySource(root: string): readonly Source[] {
  let next = 1;
  return folders.flatMap((folder) =>
    filesIn(join(root, 'packages/handfast/src', folder)).map((name): Source => {
      const [path, file] = [join(root, 'packages/handfast/src', folder, name), join(folder, name)];
      const mutants = mutantsOf(readFileSync(path, 'utf8'), file);
      const first = next;
      next += mutants.length;
      return { folder, file, path, mutants, first };
    }),
  );
}

function filesIn(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts') && !name.includes('testing/'))
    .sort();
}
