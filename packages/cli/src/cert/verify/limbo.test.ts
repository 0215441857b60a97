import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { freshFolder } from '../../testing/certificates.ts';
import { runJson } from '../../testing/run-json.ts';

interface LimboName {
  readonly value: string;
}

interface LimboCase {
  readonly id: string;
  readonly validation_kind: 'SERVER' | 'CLIENT';
  readonly trusted_certs: readonly string[];
  readonly untrusted_intermediates: readonly string[];
  readonly peer_certificate: string;
  readonly validation_time: string | null;
  readonly key_usage: readonly string[];
  readonly expected_result: 'SUCCESS' | 'FAILURE';
  readonly expected_peer_name: LimboName | null;
  readonly expected_peer_names: readonly LimboName[];
  readonly max_chain_depth: number | null;
  readonly crls: readonly string[];
}

const vectors = process.env['HANDFAST_VECTORS'] ?? join(import.meta.dirname, '../../../../../../shared/vectors');
const file = join(vectors, 'x509-limbo.json');
const cases: readonly LimboCase[] = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).testcases : [];

/** The command line for a case, but for the name. */
function flagsFor(limbo: LimboCase, folder: string): readonly string[] {
  const written = (flag: string, texts: readonly string[]) => {
    if (texts.length === 0) return [];
    const path = join(folder, `${flag}.pem`);
    writeFileSync(path, texts.join('\n'));
    return [`--${flag}`, path];
  };
  writeFileSync(join(folder, 'leaf.pem'), limbo.peer_certificate);
  return [
    join(folder, 'leaf.pem'),
    ...written('ca', limbo.trusted_certs),
    ...written('untrusted', limbo.untrusted_intermediates),
    ...written('crl', limbo.crls),
    '--at',
    limbo.validation_time ?? '2026-01-01',
    '--usage',
    limbo.validation_kind.toLowerCase(),
    '--profile',
    /^(?:webpki|online)::/.test(limbo.id) ? 'web' : 'rfc5280',
    ...limbo.key_usage.flatMap((bit) => ['--key-usage', bit]),
    ...(limbo.max_chain_depth === null ? [] : ['--max-depth', String(limbo.max_chain_depth)]),
  ];
}

describe.skipIf(cases.length === 0)(`x509-limbo${cases.length === 0 ? ' is absent: set HANDFAST_VECTORS' : ''}`, () => {
  test.each(cases.map((limbo) => [limbo.id, limbo] as const))(
    'RFC 5280 §6: %s on the command line',
    async (_, limbo) => {
      const flags = ['cert', 'verify', ...flagsFor(limbo, freshFolder())];
      const { expected_peer_name: one, expected_peer_names: several } = limbo;
      const names = [...several, ...(one === null ? [] : [one])].map(({ value }) => ['--name', value]);
      const results = [];
      for (const name of names.length > 0 ? names : [[]]) results.push(await runJson([...flags, ...name]));
      const accepted = results.every(({ document }) => document.accepted);
      expect(accepted ? 'SUCCESS' : 'FAILURE').toBe(limbo.expected_result);
      expect(results.every(({ exitCode, document }) => exitCode === (document.accepted ? 0 : 1))).toBe(true);
    },
  );
});
