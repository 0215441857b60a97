/** OpenSSL, as `openssl verify`: one process for each question. */

import { rmSync } from 'node:fs';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encodePem, oid } from 'handfast/x509';
import { run } from '../child.ts';
import type { ChainCase, Judge, Verdict } from './chain-case.ts';

export const opensslJudge: Judge = { name: 'openssl', prepare, answers: () => true, judge };

async function prepare(): Promise<string | undefined> {
  const { code } = await run('openssl', ['version']);
  return code === 0 ? undefined : 'no openssl command';
}

async function judge(questions: readonly ChainCase[]): Promise<readonly Verdict[]> {
  const directory = await mkdtemp(join(tmpdir(), 'handfast-differential-'));
  const verdicts: Verdict[] = [];
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let i = next++; i < questions.length; i = next++)
      verdicts[i] = await ask(directory, String(i), questions[i] as ChainCase);
  };
  try {
    await Promise.all([worker(), worker(), worker()]);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
  return verdicts;
}

async function ask(directory: string, prefix: string, question: ChainCase): Promise<Verdict> {
  const file = async (name: string, label: string, ders: readonly Uint8Array[]): Promise<string> => {
    const path = join(directory, `${prefix}-${name}.pem`);
    await writeFile(path, ders.map((der) => encodePem(label, der)).join(''));
    return path;
  };
  const { root, intermediates, leaf, crls = [] } = question;
  const args = ['verify', '-no-CApath', '-no-CAstore', '-CAfile', await file('root', 'CERTIFICATE', [root])];
  if (intermediates.length > 0) args.push('-untrusted', await file('untrusted', 'CERTIFICATE', intermediates));
  if (crls.length > 0) args.push('-CRLfile', await file('crls', 'X509 CRL', crls), '-crl_check', '-extended_crl');
  args.push(...options(question), await file('leaf', 'CERTIFICATE', [leaf]));
  const { code, output } = await run('openssl', args);
  return { accepted: code === 0, why: errorsOf(output) };
}

function options({ time, name, usage, profile, policy }: ChainCase): readonly string[] {
  // Level 2 is 112 bits: RSA of 2048 bits, no SHA-1.
  const args = ['-attime', String(time / 1000), '-auth_level', '2'];
  if (usage !== 'any') args.push('-purpose', usage === 'server' ? 'sslserver' : 'sslclient');
  if (name !== undefined && 'dns' in name) args.push('-verify_hostname', name.dns);
  if (profile === 'rfc5280') args.push('-x509_strict');
  if (policy === undefined) return args;
  args.push('-policy_check');
  if (policy.requireExplicitPolicy === true) args.push('-explicit_policy');
  if (policy.inhibitPolicyMapping === true) args.push('-inhibit_map');
  if (policy.inhibitAnyPolicy === true) args.push('-inhibit_any');
  return [...args, ...(policy.accepted ?? [oid.anyPolicy]).flatMap((accepted) => ['-policy', accepted])];
}

/** `error 44 at 0 depth lookup: different CRL scope` without the place, each once. */
function errorsOf(output: string): string {
  const errors = output.matchAll(/^error (\d+) at \d+ depth lookup: (.*)$/gm);
  const texts = new Set([...errors].map(([, code, text]) => `${code} ${text}`));
  return texts.size > 0 ? [...texts].join('; ') : output.trim().split('\n').slice(0, 3).join(' ');
}
