/** `handfast cert trust`: makes this machine trust the development root, or says how. */

import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { commonNameOf, parseCertificate, parsePemOf } from 'handfast/x509';
import { rootPath, stateFolder } from '../cert/development-root.ts';
import { usageError } from '../command-error.ts';
import { exitCodes } from '../exit-codes.ts';
import { systemCode } from '../explain/network.ts';
import { readWith } from '../files.ts';
import { documentHead, documentText } from '../json-document.ts';
import type { Surroundings } from '../surroundings.ts';
import type { ColorChoice } from '../terminal/paint.ts';
import { screenOn } from '../terminal/screen.ts';
import { nssSteps } from './nss.ts';
import type { TrustRequest, TrustStep } from './step.ts';
import { systemSteps } from './system.ts';

export interface TrustFlags {
  readonly dryRun?: boolean;
  readonly remove?: boolean;
  readonly store: readonly TrustStep['store'][];
  readonly json?: boolean;
  readonly color: ColorChoice;
}

/** Exit code 1 when something was in the way. With `--dry-run` nothing is touched. */
export function trustCommand(flags: TrustFlags, around: Surroundings): number {
  const request = requestFor(flags, around.env);
  const steps = [...systemSteps(request), ...nssSteps(request)].filter(({ store }) => flags.store.includes(store));
  const outcomes = steps.map((step) => ({ step, obstacle: flags.dryRun ? step.obstacle : take(step) }));
  if (flags.json) around.stdout.write(documentText(trustDocument(outcomes, request, flags)));
  else tell(outcomes, request, flags, around);
  return outcomes.some(({ obstacle }) => obstacle !== undefined) && !flags.dryRun
    ? exitCodes.negative
    : exitCodes.success;
}

interface Outcome {
  readonly step: TrustStep;
  /** Why it was not done, or cannot be. */
  readonly obstacle: string | undefined;
}

function requestFor({ remove = false }: TrustFlags, env: Surroundings['env']): TrustRequest {
  const path = rootPath(stateFolder(env));
  if (!existsSync(path)) throw usageError('there is no development root yet', 'make one with "handfast cert dev NAME"');
  const pem = readWith(path, 'development root', () => readFileSync(path, 'latin1'));
  const { subject } = parseCertificate(parsePemOf('CERTIFICATE', pem)[0] as Uint8Array);
  const nickname = commonNameOf(subject) ?? 'Handfast Development CA';
  return { pem, path, nickname, remove, home: env['HOME'] || homedir(), searchPath: env['PATH'] ?? '' };
}

/** Does one step, and says what went wrong. */
function take({ file, command, obstacle }: TrustStep): string | undefined {
  if (obstacle !== undefined) return obstacle;
  try {
    if (file?.content !== undefined) writeFileSync(file.path, file.content, { mode: 0o644 });
    else if (file !== undefined) rmSync(file.path, { force: true });
  } catch (error) {
    return `${file?.path} cannot be changed (${systemCode(error)})`;
  }
  const [program, ...args] = command;
  const { status, stderr, error } = spawnSync(program, args, { encoding: 'utf8', timeout: 60_000 });
  if (status === 0) return undefined;
  return `${program} failed: ${error === undefined ? stderr.trim() || `exit code ${status}` : systemCode(error)}`;
}

function tell(
  outcomes: readonly Outcome[],
  { path, remove }: TrustRequest,
  flags: TrustFlags,
  around: Surroundings,
): void {
  const { paint, line } = screenOn(around.stdout, around.env, flags.color);
  for (const { step, obstacle } of outcomes) {
    const done = flags.dryRun ? 'would run' : 'OK';
    const word = obstacle === undefined ? paint('green', done) : paint('yellow', 'WARN');
    line(`${word}  ${step.place}: ${obstacle ?? commandText(step)}`);
  }
  if (outcomes.length === 0) line(`There is no store here that ${remove ? 'has' : 'could take'} the root.`);
  if (remove) return;
  line(`Node trusts it with  NODE_EXTRA_CA_CERTS=${path}`);
  line(`Java trusts it with  keytool -importcert -cacerts -alias handfast -file ${path}`);
}

function trustDocument(outcomes: readonly Outcome[], { path, remove }: TrustRequest, { dryRun = false }: TrustFlags) {
  return {
    ...documentHead('cert-trust', Date.now()),
    complete: true,
    ca: path,
    remove,
    dryRun,
    steps: outcomes.map(({ step: { store, place, file, command }, obstacle }) => ({
      store,
      place,
      file: file?.path ?? null,
      command,
      done: !dryRun && obstacle === undefined,
      obstacle: obstacle ?? null,
    })),
  };
}

function commandText({ file, command }: TrustStep): string {
  const quoted = command.map((word) => (/^[\w./:=,-]+$/.test(word) ? word : `'${word}'`)).join(' ');
  if (file === undefined) return quoted;
  return file.content === undefined ? `rm ${file.path}, ${quoted}` : `write ${file.path}, ${quoted}`;
}
