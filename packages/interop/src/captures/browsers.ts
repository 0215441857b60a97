/** Pages that curl and Chromium load from `handfast serve`, to be recorded. */

import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Certificates } from '../certificates.ts';
import { run } from '../child.ts';
import { chromium, dump, trustRoots } from '../pages/chromium.ts';
import { curl } from '../pages/curl.ts';
import { serveFolder } from '../pages/handfast-command.ts';
import type { PeerNote } from '../progress.ts';
import { openWitness } from '../witness.ts';
import type { Portion, Recording } from './recording.ts';

/** One visit of each that is here; browsers open several connections. */
export async function recordBrowsers(
  { directory }: Certificates,
  note: (peer: PeerNote) => void,
): Promise<Recording[]> {
  const state = join(directory, 'visited');
  await mkdir(state);
  await writeFile(join(state, 'index.html'), '<!doctype html><title>page</title>\n');
  const { port, ca, child } = await serveFolder(state, state);
  const recordings: Recording[] = [];
  const through = async (title: string, visit: (port: number) => Promise<unknown>): Promise<void> => {
    const tapes: Portion[][] = [];
    const witness = await openWitness(port, 32, (connection, direction, bytes) => {
      tapes[connection] ??= [];
      tapes[connection]?.push({ direction, bytes: new Uint8Array(bytes) });
    });
    await visit(witness.port).finally(() => witness.stop());
    recordings.push(...tapes.map((portions) => ({ title, carrier: 'stream' as const, portions })));
  };
  try {
    for (const { name, version, load } of [
      { name: 'curl', version: curl.version, load: loadWithCurl(ca) },
      { name: 'chromium', version: chromium.version, load: loadWithChromium(join(state, 'home'), ca) },
    ]) {
      const found = await version();
      note({ name, ...(found === undefined ? { missing: 'not found' } : { version: found }) });
      if (found !== undefined) for (const [variant, visit] of load) await through(`${name}: ${variant}`, visit);
    }
  } finally {
    await child.stop();
  }
  return recordings;
}

type Visits = readonly (readonly [variant: string, visit: (port: number) => Promise<unknown>])[];

const loadWithCurl = (ca: string): Visits =>
  ['1.2', '1.3'].map((version) => [
    `TLS ${version}`,
    (port) =>
      run('curl', ['-q', '-sS', '--noproxy', '*', '--tls-max', version, '--cacert', ca, `https://localhost:${port}/`]),
  ]);

const loadWithChromium = (home: string, ca: string): Visits => [
  ['own defaults', (port) => trustRoots(home, [ca]).then(() => dump(home, port))],
];
