/** Go's crypto/x509, in the program of peers/go-x509. */

import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cacheFolder } from '../cache.ts';
import { run, start } from '../child.ts';
import { within } from '../scope.ts';
import type { ChainCase, Judge, Verdict } from './chain-case.ts';

const source = fileURLToPath(new URL('../../peers/go-x509', import.meta.url));
let executable: string | undefined;

export const goJudge: Judge = { name: 'go', prepare, answers, judge };

async function prepare(): Promise<string | undefined> {
  const target = join(await cacheFolder('go-x509'), 'judge');
  const build = await run('go', ['build', '-o', target, '.'], {
    directory: source,
    // A Go that is too old must not fetch a newer one.
    environment: { GOTOOLCHAIN: 'local' },
    milliseconds: 120_000,
  });
  if (build.code === 127) return 'no go command';
  if (build.code !== 0) return `go build failed: ${build.output}`;
  executable = target;
  return undefined;
}

/** No CRLs, no profile of RFC 5280 as a whole, and no demands on policies but which are acceptable. */
function answers({ crls, profile, policy = {} }: ChainCase): boolean {
  const { requireExplicitPolicy, inhibitPolicyMapping, inhibitAnyPolicy } = policy;
  const demands = [requireExplicitPolicy, inhibitPolicyMapping, inhibitAnyPolicy];
  return crls === undefined && profile === 'path' && demands.every((demand) => demand !== true);
}

async function judge(questions: readonly ChainCase[]): Promise<readonly Verdict[]> {
  const { code, output } = await within(deadline, async () => {
    const child = start(executable as string, []);
    child.write(questions.map((question) => `${line(question)}\n`).join(''));
    child.end();
    return { code: await child.exited, output: child.output() };
  });
  const verdicts = output.trimEnd().split('\n');
  if (code !== 0 || verdicts.length !== questions.length)
    throw new Error(`Go gave ${verdicts.length} verdicts on ${questions.length} questions, and exit code ${code}`);
  return verdicts.map((why) => ({ accepted: why === 'ok', why }));
}

/** Milliseconds for thousands of chains. */
const deadline = 120_000;

function line({ leaf, intermediates, root, time, name, usage, policy }: ChainCase): string {
  return JSON.stringify({
    Leaf: base64(leaf),
    Intermediates: intermediates.map(base64),
    Root: base64(root),
    Time: time,
    Name: name !== undefined && 'dns' in name ? name.dns : '',
    Usage: usage,
    Policies: policy?.accepted ?? [],
  });
}

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');
