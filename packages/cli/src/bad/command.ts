/** `handfast cert bad`: certificates that must be refused, for tests and for teaching. */

import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { encodePem } from 'handfast/x509';
import { CommandError, usageError } from '../command-error.ts';
import { exitCodes } from '../exit-codes.ts';
import { systemCode } from '../explain/network.ts';
import { documentHead, documentText } from '../json-document.ts';
import { timeFor } from '../pki/clock.ts';
import { keyPem } from '../pki/keys.ts';
import { chainPem } from '../pki/made.ts';
import { type OutputFile, writeFiles } from '../pki/output-files.ts';
import type { Surroundings } from '../surroundings.ts';
import type { ColorChoice } from '../terminal/paint.ts';
import { screenOn } from '../terminal/screen.ts';
import type { BadKind } from './kind.ts';
import { badKinds } from './kinds.ts';
import { type Lab, openLab } from './lab.ts';
import { badChainPem } from './strength.ts';

export interface BadFlags {
  readonly out?: string;
  readonly name: string;
  readonly usage: Lab['usage'];
  readonly at?: string;
  readonly force?: boolean;
  readonly json?: boolean;
  readonly color: ColorChoice;
}

/** Writes a folder for each kind, or lists the kinds when none is named. */
export async function badCommand(names: readonly string[], flags: BadFlags, around: Surroundings): Promise<number> {
  if (names.length === 0) return list(flags, around);
  const kinds = names.includes('all') ? badKinds : names.map(kindNamed);
  const lab = await openLab(timeFor(flags.at, around.env), flags.name, flags.usage);
  const made: object[] = [];
  for (const kind of kinds) {
    // One kind has the folder of --out for itself; several have folders in it.
    const folder = kinds.length === 1 && flags.out !== undefined ? flags.out : join(flags.out ?? 'bad', kind.name);
    made.push({ ...description(kind), files: await write(folder, kind, lab, flags) });
  }
  if (flags.json) {
    const head = { ...documentHead('cert-bad', Date.now()), complete: true };
    around.stdout.write(documentText({ ...head, host: lab.host, usage: lab.usage, made }));
  } else {
    tell(kinds, made as readonly Made[], flags, around);
  }
  return exitCodes.success;
}

interface Made {
  readonly files: Readonly<Record<string, string>>;
}

async function write(folder: string, kind: BadKind, lab: Lab, flags: BadFlags): Promise<Made['files']> {
  const bad = await kind.make(lab);
  const path = (name: string) => join(folder, name);
  const files: readonly (OutputFile & { readonly role: string })[] = [
    { role: 'certificate', path: path('leaf.pem'), content: badChainPem(bad) },
    { role: 'key', path: path('leaf.key'), content: keyPem(bad.key, undefined), isSecret: true },
    { role: 'root', path: path('root.pem'), content: chainPem([lab.root.certificate]) },
    ...(bad.crls === undefined
      ? []
      : [{ role: 'crl', path: path('ca.crl'), content: bad.crls.map((crl) => encodePem('X509 CRL', crl)).join('') }]),
  ];
  makeFolder(folder);
  writeFiles(files, flags.force);
  return Object.fromEntries(files.map(({ role, path: place }) => [role, place]));
}

function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true });
  } catch (error) {
    const cause = `the folder ${folder} cannot be made (${systemCode(error)})`;
    const explanation = { exitCode: exitCodes.usage, code: 'bad_output', cause, fix: 'choose another with --out' };
    throw new CommandError(explanation, { cause: error });
  }
}

function tell(kinds: readonly BadKind[], made: readonly Made[], flags: BadFlags, around: Surroundings): void {
  const { paint, line } = screenOn(around.stdout, around.env, flags.color);
  for (const [place, { name, wrong, danger, rule }] of kinds.entries()) {
    const { certificate, root, crl } = (made[place] as Made).files;
    const evidence = crl === undefined ? '' : ` --crl ${crl}`;
    line(`${paint('bold', name)}: ${wrong} (${rule})`);
    line(`    unchecked: ${danger}`);
    line(`    see it refused: handfast cert verify ${certificate} --ca ${root} --name ${flags.name}${evidence}`);
  }
}

function list(flags: BadFlags, around: Surroundings): number {
  if (flags.json) {
    const head = { ...documentHead('cert-bad', Date.now()), complete: true };
    around.stdout.write(documentText({ ...head, kinds: badKinds.map(description) }));
    return exitCodes.success;
  }
  const { paint, line } = screenOn(around.stdout, around.env, flags.color);
  const width = Math.max(...badKinds.map(({ name }) => name.length));
  for (const { name, wrong } of badKinds) line(`${paint('bold', name.padEnd(width))}  ${wrong}`);
  return exitCodes.success;
}

const description = ({ name, wrong, danger, rule, code }: BadKind) => ({ name, wrong, danger, rule, code });

function kindNamed(name: string): BadKind {
  const kind = badKinds.find((one) => one.name === name);
  if (kind !== undefined) return kind;
  const known = badKinds.map((one) => one.name).join(', ');
  throw usageError(`there is no bad certificate of the kind ${JSON.stringify(name)}`, `choose from all, ${known}`);
}
