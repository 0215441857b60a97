/** A copy of the library to make mistakes in, so that work on the repository does not disturb the run. */

import { cpSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const repository = fileURLToPath(new URL('../../../..', import.meta.url));

/** As the repository's own, without the other packages. */
const config = `export default {
  resolve: { conditions: ['@handfast/source'] },
  ssr: { resolve: { conditions: ['@handfast/source'] } },
  test: {
    include: ['packages/handfast/{src,test}/**/*.test.ts'],
    // Sockets and other programs are slow, and tests of the structure look at the source itself.
    exclude: ['**/src/node/*/**', '**/src/node/!(certificate-compression).test.ts', '**/src/web/**', '**/test/{webrtc,floors,failures,attacks,bundle,carriers}.test.ts'],
    testTimeout: 120_000,
  },
};`;

/** Gives its root, which the caller removes. */
export function copyOfLibrary(): string {
  const copy = mkdtempSync(join(tmpdir(), 'handfast-mutation-'));
  cpSync(join(repository, 'packages/handfast'), join(copy, 'packages/handfast'), {
    recursive: true,
    filter: (path) => !/\/(?:dist|node_modules)$/.test(path),
  });
  cpSync(join(repository, 'tsconfig.base.json'), join(copy, 'tsconfig.base.json'));
  writeFileSync(join(copy, 'vitest.config.js'), config);
  writeFileSync(join(copy, 'package.json'), '{ "type": "module" }');
  symlinkSync(join(repository, 'node_modules'), join(copy, 'node_modules'));
  return copy;
}
