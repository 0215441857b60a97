/** `npm run docs`: writes docs/generated from the test suite and the library's tables. `--report <file>`, `--check`. */

import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { readFeatureList } from './docs-feature-list.ts';
import { featuresPage } from './docs-features.ts';
import { failuresPage, suitesPage } from './docs-tables.ts';
import { readTestReport } from './docs-test-report.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const folder = join(root, 'docs', 'generated');

const { values: options } = parseArgs({
  options: { report: { type: 'string' }, check: { type: 'boolean', default: false } },
});

const tests = readTestReport(options.report === undefined ? runTests() : readFileSync(options.report, 'utf8'), root);
const failed = tests.filter((test) => test.status === 'failed');
for (const { file, title } of failed) process.stderr.write(`failed: ${file}: ${title}\n`);

const features = readFeatureList(readFileSync(join(root, 'docs', 'features.json'), 'utf8'));
const pages = {
  'features.md': featuresPage(features, tests),
  'failures.md': failuresPage(),
  'suites.md': suitesPage(),
};

mkdirSync(folder, { recursive: true });
const stale = Object.entries(pages).filter(([name, text]) => !isCurrent(join(folder, name), `${text}\n`));
for (const [name, text] of stale) {
  if (!options.check) writeFileSync(join(folder, name), `${text}\n`);
  process.stdout.write(`docs/generated/${name} ${options.check ? 'is out of date: run npm run docs' : 'written'}\n`);
}
if (failed.length > 0 || (options.check && stale.length > 0)) process.exitCode = 1;

function isCurrent(file: string, text: string): boolean {
  return existsSync(file) && readFileSync(file, 'utf8') === text;
}

/** Runs the whole suite and returns its report; failing tests do not stop it, they only prove nothing. */
function runTests(): string {
  const temporary = mkdtempSync(join(tmpdir(), 'handfast-docs-'));
  try {
    const file = join(temporary, 'report.json');
    const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs');
    const run = [vitest, 'run', '--reporter=json', `--outputFile=${file}`];
    spawnSync(process.execPath, run, { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] });
    return readFileSync(file, 'utf8');
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
}
