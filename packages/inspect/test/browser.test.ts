import { execFile, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { rolldown } from 'rolldown';
import { describe, expect, test } from 'vitest';
import { inspect } from '../src/inspect.ts';
import { layersOf } from '../src/list/layers.ts';
import { rowOf } from '../src/list/row.ts';
import { frenchPackets, spanishPackets } from '../src/testing/documents.ts';
import { pcapFile, pcapngFile } from '../src/testing/files.ts';

const isMissing = spawnSync('chromium', ['--version']).error !== undefined;

/** What a capture gives: rows, trees, report. */
function everythingOf(file: Uint8Array): string {
  const rows: object[] = [];
  const report = inspect(file, { packet: (packet) => rows.push({ ...rowOf(packet), layers: layersOf(packet) }) });
  return JSON.stringify({ rows, report });
}

/** The package as one script, which leaves what it is in `handfast`. */
async function bundle(folder: string): Promise<string> {
  const build = await rolldown({
    input: join(import.meta.dirname, '../src/index.ts'),
    platform: 'browser',
    resolve: { conditionNames: ['@handfast/source', 'import', 'default'] },
    transform: { target: 'es2022' },
  });
  const file = join(folder, 'inspect.js');
  await build.write({ file, format: 'iife', name: 'handfast' });
  return readFileSync(file, 'utf8');
}

const script = `
  const file = Uint8Array.from(atob(document.querySelector('#file').textContent), (c) => c.charCodeAt(0));
  const rows = [];
  const packet = (one) => rows.push({ ...handfast.rowOf(one), layers: handfast.layersOf(one) });
  handfast.inspectStream(new Blob([file]).stream(), { packet }).then((report) => {
    document.querySelector('#report').textContent = btoa(unescape(encodeURIComponent(JSON.stringify({ rows, report }))));
  });
`;

describe.skipIf(isMissing)(`in a browser${isMissing ? ': chromium is missing' : ''}`, () => {
  test('Chromium gives the same rows, trees and reports as Node', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'handfast-browser-'));
    try {
      const library = (await bundle(folder)).replaceAll('</script', '<\\/script');
      for (const file of [pcapFile(spanishPackets()), pcapngFile([...spanishPackets(), ...frenchPackets()])]) {
        const page = join(folder, 'page.html');
        const data = `<p id="file">${Buffer.from(file).toString('base64')}</p><p id="report"></p>`;
        writeFileSync(page, `<meta charset="utf-8">${data}<script>${library}</script><script>${script}</script>`);
        const flags = ['--headless', '--no-sandbox', '--disable-gpu', `--user-data-dir=${join(folder, 'profile')}`];
        const run = await promisify(execFile)(
          'chromium',
          [...flags, '--virtual-time-budget=20000', '--dump-dom', `file://${page}`],
          { maxBuffer: 1e8, timeout: 60_000 },
        );
        const [, report = ''] = /<p id="report">([^<]*)</.exec(run.stdout) ?? [];
        expect(Buffer.from(report, 'base64').toString('utf8')).toBe(everythingOf(file));
      }
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }, 150_000);
});
