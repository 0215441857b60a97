/** Vectors of the form `Name = value`, which Botan writes: blocks apart by empty lines, in sections. */

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = process.env.HANDFAST_VECTORS ?? join(import.meta.dirname, '../../../../../../shared/vectors');

/** One block: its fields, and the section that it stands in. */
export interface Vector {
  readonly section: string;
  /** The value of a field; empty where it is missing. */
  field(name: string): string;
}

/** A file of vectors, and a remark for the titles of tests that have to do without. */
export interface VectorFile {
  readonly present: boolean;
  readonly absent: string;
  read(): readonly Vector[];
}

/** The file with this path below the folder of vectors. */
export function vectorFile(path: string): VectorFile {
  const file = join(folder, path);
  const present = existsSync(file);
  return {
    present,
    absent: present ? '' : ' (the vectors are absent: set HANDFAST_VECTORS)',
    read: () => parse(readFileSync(file, 'utf8')),
  };
}

/** Lines that begin with a number sign are remarks. */
function parse(text: string): Vector[] {
  const vectors: Vector[] = [];
  let section = '';
  let fields = new Map<string, string>();
  const end = (): void => {
    if (fields.size > 0) vectors.push({ section, field: bound(fields) });
    fields = new Map();
  };
  for (const line of text.split('\n')) {
    const [, name, value] = /^(\w+)\s*=\s*(.*)$/.exec(line) ?? [];
    if (name !== undefined) fields.set(name, (value ?? '').trim());
    else if (line.trim() === '') end();
    else if (line.startsWith('[')) section = line.slice(1, line.indexOf(']'));
  }
  end();
  return vectors;
}

const bound =
  (fields: ReadonlyMap<string, string>) =>
  (name: string): string =>
    fields.get(name) ?? '';
