import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';
import { expect, test } from 'vitest';

const montgomery = fileURLToPath(new URL('../src/providers/node/key-exchange/montgomery.ts', import.meta.url));

/** Keys while the collector runs at ever different moments: those that were exported in Node.js 20 hung within 5,000. */
const program = `
import { generateMontgomery } from ${JSON.stringify(montgomery)};
const make = () => generateMontgomery('x25519');
let garbage = [];
for (let i = 0; i < 10_000; i++) {
  const { share } = make();
  garbage = Array.from({ length: (i * 7919) % 37 }, (_, j) => 'garbage' + i + j);
  if (share.length !== 32) throw new Error('no share');
}
console.log('made');
`;

test('making X25519 keys never waits for the collector: a lock of Node.js 20 is not held while it may run', async () => {
  const entry = 'program';
  const build = await rolldown({
    input: entry,
    platform: 'node',
    plugins: [
      {
        name: 'program',
        resolveId: (id) => (id === entry ? entry : undefined),
        load: (id) => (id === entry ? program : undefined),
      },
    ],
  });
  const { output } = await build.generate({ format: 'esm' });
  const [{ code }] = output;
  const { stdout } = spawnSync(process.execPath, ['--max-semi-space-size=1', '--input-type=module'], {
    input: code,
    encoding: 'utf8',
    timeout: 30_000,
    killSignal: 'SIGKILL',
  });
  expect(stdout).toBe('made\n');
}, 40_000);
