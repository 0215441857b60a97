import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';
import { expect, test } from 'vitest';

const source = fileURLToPath(new URL('../src/', import.meta.url));

/** A program that imports these names, in one file. */
async function bundled(program: string): Promise<{ readonly modules: readonly string[]; readonly bytes: number }> {
  const entry = 'program';
  const build = await rolldown({
    input: entry,
    platform: 'neutral',
    treeshake: { moduleSideEffects: false },
    external: [/^node:/, /^@noble\//],
    plugins: [
      {
        name: 'program',
        resolveId: (id) => (id === entry ? entry : undefined),
        load: (id) => (id === entry ? { code: program, moduleSideEffects: true } : undefined),
      },
    ],
  });
  const { output } = await build.generate({ format: 'esm', minify: true });
  const [chunk] = output;
  const kept = Object.entries(chunk.modules).filter(([, { renderedLength }]) => renderedLength > 0);
  const modules = kept
    .map(([id]) => id)
    .filter((id) => id.startsWith(source))
    .map((id) => id.slice(source.length));
  return { modules, bytes: chunk.code.length };
}

/** What only old versions and weak suites need. */
const weak =
  /^legacy\/|^providers\/legacy\/|^record\/(?:protection-legacy|cbc|stream-cipher|mac|padding|deflate)|^schedule\/(?:ssl3|export-keys)|^crypto\/(?:pkcs1-v15|srp|modp)|^wire\/messages\/(?:dh|rsa|psk|srp)-key-exchange|unnamed-signatures/;

const client = `import { clientConfig, clientConnection } from ${JSON.stringify(`${source}index.ts`)};\n`;

test('RFC 9325 §3.1.1: a bundle of a default client contains none of the legacy code', async () => {
  const { modules, bytes } = await bundled(`${client}globalThis.handfast = { clientConfig, clientConnection };`);
  expect(modules.filter((module) => weak.test(module))).toEqual([]);
  expect(bytes).toBeLessThan(291_000);
});

test('a bundle of a client that asks for it contains the legacy code', async () => {
  const old = `import { legacy } from ${JSON.stringify(`${source}legacy/index.ts`)};\n`;
  const { modules, bytes } = await bundled(
    `${client}${old}globalThis.handfast = { clientConfig, clientConnection, legacy };`,
  );
  expect(modules.filter((module) => weak.test(module)).length).toBeGreaterThan(15);
  expect(bytes).toBeLessThan(330_000);
});
