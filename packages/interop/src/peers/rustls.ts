/** rustls with its default provider, in the program of peers/rust. */

import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cacheFolder } from '../cache.ts';
import { run } from '../child.ts';
import { commonSuites, groupNames } from '../facts.ts';
import type { Abilities, Missing, Peer } from '../peer.ts';
import { type Program, program } from './program.ts';

const source = fileURLToPath(new URL('../../peers/rust', import.meta.url));
let child: Program | undefined;

/** rustls as a peer. */
export const rustls: Peer = {
  name: 'rustls',
  prepare,
  listen: (options) => built().listen(options),
  connect: (options) => built().connect(options),
  // The client sends a share for its first group; a hybrid one first would bring an x25519 share along.
  decoy: (group) => (group === 'secp256r1' ? 'x25519' : 'secp256r1'),
  close: async () => child?.close(),
};

async function prepare(): Promise<Abilities | Missing> {
  const cargo = await run('cargo', ['--version']);
  if (cargo.code !== 0) return { missing: 'no cargo command' };
  const target = await cacheFolder('rust');
  // The first build compiles the provider, about half a minute on two cores; later ones take a tenth of a second.
  const build = await run('cargo', ['build', '--release', '--locked', '--quiet', '--target-dir', target], {
    directory: source,
    milliseconds: 400_000,
  });
  if (build.code !== 0) return { missing: `cargo build failed: ${build.output}` };
  const tree = await run('cargo', ['tree', '--locked', '--depth', '1', '--prefix', 'none'], { directory: source });
  const executable = join(target, 'release', 'handfast-interop-rustls');
  const known = new Set((await run(executable, ['groups'])).output.toLowerCase().split('\n'));
  child = program({ command: executable, args: [] });
  return {
    version: /^rustls v(\S+)/m.exec(tree.output)?.[1] ?? 'unknown version',
    groups: groupNames.filter((name) => known.has(name.toLowerCase())),
    suites: commonSuites,
    keys: ['ecdsa-secp256r1', 'ecdsa-secp384r1', 'ecdsa-secp521r1', 'rsa', 'ed25519'],
    keyUpdate: ['client', 'server'],
  };
}

function built(): Program {
  if (child === undefined) throw new Error('the rustls program is not built');
  return child;
}
