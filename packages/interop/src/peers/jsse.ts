/** JSSE, the TLS of the Java platform, in the program of peers/java. */

import { fileURLToPath } from 'node:url';
import { cacheFolder } from '../cache.ts';
import { run } from '../child.ts';
import {
  commonClassicSuites,
  commonSuites,
  groupNames,
  groups,
  keyKinds,
  legacySuite,
  oldGroupNames,
  remainingLegacySuites,
} from '../facts.ts';
import type { Abilities, ClientOptions, Missing, Peer, ServerOptions } from '../peer.ts';
import { sameKindDecoy } from './decoy.ts';
import { type Program, program } from './program.ts';

const source = fileURLToPath(new URL('../../peers/java/Peer.java', import.meta.url));
const mostMachines = 4;
/** Until Java 26 a shared secret that begins with a zero byte is one byte short, so one handshake in 256 fails. */
const finiteFieldGroups = groupNames.filter((name) => groups[name].kind === 'ffdhe');
let classes = '';

/** One Java machine for each list of groups, because there a process has one list; the last used is the last. */
const machines = new Map<string, Program>();

/** JSSE as a peer. */
export const jsse: Peer = {
  name: 'jsse',
  prepare,
  listen: (options) => machine(options).listen(options),
  connect: (options) => machine(options).connect(options),
  // The client sends a share for the first group of two kinds.
  decoy: sameKindDecoy,
  close: async () => {
    await Promise.all([...machines.values()].map((one) => one.close()));
  },
};

async function prepare(): Promise<Abilities | Missing> {
  const java = await run('java', ['-version']);
  const version = /version "([^"]+)"/.exec(java.output)?.[1];
  if (java.code !== 0 || version === undefined) return { missing: 'no java command' };
  const major = Number.parseInt(version, 10);
  if (major < 17) return { missing: `Java ${version}: version 17 or later is needed` };
  classes = await cacheFolder('java');
  const build = await run('javac', ['-d', classes, source], { milliseconds: 60_000 });
  if (build.code !== 0) return { missing: `javac failed: ${build.output}` };
  return {
    version,
    groups: major >= 27 ? groupNames : oldGroupNames,
    suites: commonSuites,
    classicSuites: commonClassicSuites,
    legacy: {
      versions: ['SSL 3.0', 'TLS 1.0', 'TLS 1.1', 'TLS 1.2'],
      suites: [
        ...remainingLegacySuites.filter((name) => !/CAMELLIA|SEED|IDEA|ARIA/.test(name)),
        'TLS_ECDH_ECDSA_WITH_AES_128_CBC_SHA',
      ],
    },
    keys: keyKinds,
    cookie: 'always',
    keyUpdate: ['client', 'server'],
    renegotiation: { begins: ['client', 'server'], follows: ['client', 'server'] },
    ...(major < 26 && { unsteady: { groups: finiteFieldGroups, because: 'JDK-8328046, leading zeros dropped' } }),
  };
}

function machine(options: ServerOptions | ClientOptions): Program {
  const { version = 'TLS 1.3', suites = [], groups: list = [] } = options;
  const weak = version < 'TLS 1.2' || suites.some((name) => legacySuite(name) !== undefined);
  const kind = `${list.join(',')}${weak ? ' weak' : ''}`;
  const found = machines.get(kind) ?? startMachine(list.join(','), weak);
  machines.delete(kind);
  machines.set(kind, found);
  return found;
}

function startMachine(namedGroups: string, weak: boolean): Program {
  for (const [list, old] of machines) {
    if (machines.size < mostMachines) break;
    if (!old.idle()) continue;
    machines.delete(list);
    void old.close();
  }
  return program({
    command: 'java',
    args: [
      // Short lives on few cores: no second compiler, no collector threads.
      ['-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC', '-Xmx128m', '-Xshare:auto'],
      ['-Dcom.sun.net.ssl.requireCloseNotify=true'],
      namedGroups === '' ? [] : [`-Djdk.tls.namedGroups=${namedGroups}`],
      ['-cp', classes, 'Peer', ...(weak ? ['weak'] : [])],
    ].flat(),
  });
}
