import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { authority, rootFile } from '../testing/certificates.ts';
import { runCli } from '../testing/run-cli.ts';

const vectors = process.env['HANDFAST_VECTORS'] ?? join(import.meta.dirname, '../../../../../shared/vectors');
const corpus = join(vectors, 'fuzz-corpus');
const isAbsent = !existsSync(corpus);

const folders = [
  'cert',
  'parse_certificate',
  'crl_parse_crl_certificatelist',
  'ocsp_parse_ocsp_response',
  'pkcs8',
  'read_pem',
  'spki',
];

describe.skipIf(isAbsent)(`fuzz-corpus${isAbsent ? ' is absent: set HANDFAST_VECTORS' : ''}`, () => {
  test.each(folders)('whatever is in %s, it is shown or refused, and never an internal error', async (folder) => {
    const root = rootFile(await authority());
    for (const name of readdirSync(join(corpus, folder))) {
      const path = join(corpus, folder, name);
      for (const flags of [[], ['--json'], ['--trace']]) {
        const { exitCode, stderr } = await runCli(['cert', 'show', path, ...flags]);
        expect([0, 7], `${name}: ${stderr}`).toContain(exitCode);
      }
      const { exitCode, stderr } = await runCli(['cert', 'verify', path, '--ca', root]);
      expect([1, 7], `${name}: ${stderr}`).toContain(exitCode);
    }
  });
});
