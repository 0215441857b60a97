import { execFile, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { nodeProvider } from 'handfast/providers/node';
import { rolldown } from 'rolldown';
import { describe, expect, test } from 'vitest';
import { SyntheticConnection } from '../src/export/synthetic-connection.ts';
import { inspect } from '../src/inspect.ts';
import { layersOf } from '../src/list/layers.ts';
import { rowOf } from '../src/list/row.ts';
import { frenchPackets, spanishPackets } from '../src/testing/documents.ts';
import { pcapFile, pcapngFile } from '../src/testing/files.ts';
import { chat, converse, now, type Wishes } from '../src/tls/testing/conversation.ts';

const isMissing = spawnSync('chromium', ['--version']).error !== undefined;

/** What a capture gives: rows, trees, content, report. */
function everythingOf(file: Uint8Array): string {
  const rows: object[] = [];
  const said: string[] = [];
  const report = inspect(file, {
    provider: nodeProvider,
    packet: (packet) => rows.push({ ...rowOf(packet), layers: layersOf(packet) }),
    content: ({ bytes }) => said.push(bytes.join()),
  });
  return JSON.stringify({ rows, said, report });
}

/** A conversation of ours with its secrets inside. */
function encrypted(wishes: Wishes): Uint8Array {
  const { tape, keyLog } = converse({ ...wishes, act: chat });
  const wire = new SyntheticConnection({ address: '192.0.2.1', port: 50_000 }, { address: '192.0.2.2', port: 443 });
  return pcapngFile(
    [...wire.open(now), ...tape.flatMap(({ direction, bytes }) => wire.data(direction, bytes, now))],
    keyLog,
  );
}

/** The package and cryptography for it as one script, which leaves what it is in `handfast`. */
async function bundle(folder: string): Promise<string> {
  const input = join(folder, 'entry.js');
  const packages = join(import.meta.dirname, '../..');
  const entry = [
    `export * from ${JSON.stringify(join(packages, 'inspect/src/index.ts'))};`,
    `export { portableProvider } from ${JSON.stringify(join(packages, 'handfast/src/providers/portable/index.ts'))};`,
  ];
  writeFileSync(input, entry.join('\n'));
  const build = await rolldown({
    input,
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
  const said = [];
  const options = {
    provider: handfast.portableProvider,
    packet: (one) => rows.push({ ...handfast.rowOf(one), layers: handfast.layersOf(one) }),
    content: ({ bytes }) => said.push(bytes.join()),
  };
  handfast.inspectStream(new Blob([file]).stream(), options).then((report) => {
    const text = JSON.stringify({ rows, said, report });
    document.querySelector('#report').textContent = btoa(unescape(encodeURIComponent(text)));
  });
`;

describe.skipIf(isMissing)(`in a browser${isMissing ? ': chromium is missing' : ''}`, () => {
  test('Chromium gives the same rows, trees, plaintexts and reports as Node', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'handfast-browser-'));
    try {
      const library = (await bundle(folder)).replaceAll('</script', '<\\/script');
      const classic = encrypted({ client: { versions: ['TLS 1.2'] } });
      expect(everythingOf(classic)).toContain(Buffer.from('from the server').join());
      for (const file of [pcapFile([...spanishPackets(), ...frenchPackets()]), encrypted({}), classic]) {
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
