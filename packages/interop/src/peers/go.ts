/** Go's crypto/tls, in the program of peers/go. */

import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cacheFolder } from '../cache.ts';
import { run } from '../child.ts';
import { commonClassicSuites, commonSuites, type GroupName, groupNames } from '../facts.ts';
import type { Abilities, Missing, Peer } from '../peer.ts';
import { type Program, program } from './program.ts';

const source = fileURLToPath(new URL('../../peers/go', import.meta.url));
let child: Program | undefined;

/** crypto/tls as a peer. */
export const go: Peer = {
  name: 'go',
  prepare,
  listen: (options) => built().listen(options),
  connect: (options) => built().connect(options),
  decoy,
  close: async () => child?.close(),
};

async function prepare(): Promise<Abilities | Missing> {
  const found = await run('go', ['version']);
  const version = /go version go(\S+)/.exec(found.output)?.[1];
  if (found.code !== 0 || version === undefined) return { missing: 'no go command' };
  const executable = join(await cacheFolder('go'), 'peer');
  const build = await run('go', ['build', '-o', executable, '.'], {
    directory: source,
    // A Go that is too old must not fetch a newer one.
    environment: { GOTOOLCHAIN: 'local' },
    milliseconds: 120_000,
  });
  if (build.code !== 0) return { missing: `go build failed: ${build.output}` };
  const known = new Set((await run(executable, ['groups'])).output.split('\n'));
  child = program({ command: executable, args: [] });
  return {
    version,
    groups: groupNames.filter((name) => known.has(name)),
    suites: commonSuites,
    classicSuites: commonClassicSuites,
    renegotiation: { begins: [], follows: ['client'] },
    stapling: ['client', 'server'],
    hidesHello: ['client', 'server'],
    keys: ['ecdsa-secp256r1', 'ecdsa-secp384r1', 'ecdsa-secp521r1', 'rsa', 'ed25519'],
  };
}

function built(): Program {
  if (child === undefined) throw new Error('the Go program is not built');
  return child;
}

/** Go has an order of its own and sends a share for its first group, so only x25519 can stand before another. */
function decoy(group: GroupName): GroupName | undefined {
  return group.startsWith('secp') ? 'x25519' : undefined;
}
