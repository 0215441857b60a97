/** Bouncy Castle as it was in 2015, which speaks what all others gave up, in the program of peers/bouncy-castle. */

import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cacheFolder } from '../cache.ts';
import { run } from '../child.ts';
import { legacySuiteNames } from '../facts.ts';
import { type Abilities, legacyExtras, type Missing, type Peer } from '../peer.ts';
import { type Program, program } from './program.ts';

const source = fileURLToPath(new URL('../../peers/bouncy-castle/OldPeer.java', import.meta.url));
/** The last one with the numbers of the drafts of ChaCha20-Poly1305. */
const version = '1.54';
let child: Program | undefined;

/** org.bouncycastle.crypto.tls as a peer. */
export const bouncyCastle: Peer = {
  name: 'bouncycastle',
  prepare,
  listen: (options) => built().listen(options),
  connect: (options) => built().connect(options),
  decoy: () => undefined,
  close: async () => child?.close(),
};

async function prepare(): Promise<Abilities | Missing> {
  const folder = await cacheFolder('bouncy-castle');
  const library = join(folder, `bcprov-jdk15on-${version}.jar`);
  const missing = (await isFile(library)) ? undefined : await download(folder);
  if (missing !== undefined) return missing;
  const build = await run('javac', ['-d', folder, '-cp', library, source], { milliseconds: 60_000 });
  if (build.code !== 0) return { missing: `javac failed: ${build.output}` };
  child = program({
    command: 'java',
    // Short lives on few cores: no second compiler, no collector threads.
    args: ['-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC', '-Xmx128m', '-cp', `${folder}:${library}`, 'OldPeer'],
  });
  return {
    version,
    groups: [],
    suites: [],
    legacy: {
      // Its SSL 3.0 ends in an exception of its own.
      versions: ['TLS 1.0', 'TLS 1.1', 'TLS 1.2'],
      suites: legacySuiteNames.filter((name) => !/EXPORT|_DES_|IDEA|ARIA|DHE_DSS|_ECDH_/.test(name)),
      // Its server takes its own key for that of the client.
      clientSuites: ['TLS_ECDH_ECDSA_WITH_AES_128_CBC_SHA'],
      extras: legacyExtras,
      lacks(key, role) {
        if (key === 'short') return 'not in bouncycastle';
        return role === 'server' && key.startsWith('fixed') ? 'its server asks for no such certificate' : undefined;
      },
    },
    keys: [],
  };
}

async function download(folder: string): Promise<Missing | undefined> {
  const coordinates = `org.bouncycastle:bcprov-jdk15on:${version}`;
  const goal = 'org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy';
  const command = ['-q', '-B', goal, `-Dartifact=${coordinates}`, `-DoutputDirectory=${folder}`];
  const { code, output } = await run('mvn', command, { milliseconds: 120_000 });
  return code === 0 ? undefined : { missing: `mvn cannot fetch ${coordinates}: ${output.slice(0, 200)}` };
}

const isFile = (path: string): Promise<boolean> =>
  stat(path).then(
    (found) => found.isFile(),
    () => false,
  );

function built(): Program {
  if (child === undefined) throw new Error('the program of Bouncy Castle is not built');
  return child;
}
