/** Two `handfast serve` processes that share one Redis: what one has begun, the other continues. */

import { fileURLToPath } from 'node:url';
import { MemoryStore } from 'handfast/session';
import type { Certificates } from '../certificates.ts';
import { type Child, run, start } from '../child.ts';
import { freePort } from '../free-port.ts';
import { ourVisit } from './our-side.ts';
import type { SessionCase, SessionPeer } from './session-case.ts';

const script = fileURLToPath(new URL('../../../cli/bin/handfast.js', import.meta.url));

export const redis: SessionPeer = {
  name: 'redis',
  version: async () => /v=(\S+)/.exec((await run('redis-server', ['--version'])).output)?.[1],
  cases: (certificates) => [
    story('two servers, TLS 1.3', [], certificates, (ports) => comeBack(certificates, 'TLS 1.3', ports)),
    story('two servers, TLS 1.2', [], certificates, (ports) => comeBack(certificates, 'TLS 1.2', ports)),
    story('two servers, session ID', ['--tickets', '0'], certificates, (ports) =>
      comeBack(certificates, 'TLS 1.2', ports),
    ),
    story('two servers, early data twice', ['--early-data', '1000'], certificates, (ports, database) =>
      replay(certificates, ports, database),
    ),
  ],
};

type Ports = readonly [number, number];

function story(
  variant: string,
  flags: readonly string[],
  certificates: Certificates,
  tell: (ports: Ports, database: number) => Promise<string | undefined>,
): SessionCase {
  return {
    client: 'handfast',
    server: 'redis',
    variant,
    async attempt() {
      const database = await freePort();
      const children = [start('redis-server', ['--port', String(database), '--save', '', '--appendonly', 'no'])];
      try {
        await (children[0] as Child).waitFor('eady to accept connections', 10_000);
        const servers = [serve(certificates, database, flags), serve(certificates, database, flags)] as const;
        children.push(...servers);
        return await tell([await portOf(servers[0]), await portOf(servers[1])], database);
      } finally {
        await Promise.all(children.map((child) => child.stop()));
      }
    },
  };
}

function serve(certificates: Certificates, database: number, flags: readonly string[]): Child {
  const { bundle, key } = certificates.server['ecdsa-secp256r1'];
  const store = ['--session-store', `redis://127.0.0.1:${database}/`, ...flags];
  return start(process.execPath, [script, 'serve', '--echo', '--json', '--cert', bundle, '--key', key, ...store]);
}

const portOf = async (child: Child): Promise<number> =>
  Number(/"port":(\d+)/.exec(await child.waitFor(/"port":\d+/, 20_000))?.[1]);

async function comeBack(certificates: Certificates, version: 'TLS 1.2' | 'TLS 1.3', ports: Ports) {
  const client = { versions: [version], sessions: new MemoryStore(), origin: 'both' };
  const visits = [];
  for (const port of [...ports, ...ports]) visits.push(await ourVisit(certificates, { ...client, port }));
  const resumed = visits.map(({ info }) => info.resumed).join();
  return resumed === 'false,true,true,true' ? undefined : `resumed: ${resumed}`;
}

/** The same ticket with early data, for both servers and the first once more. */
async function replay(certificates: Certificates, ports: Ports, database: number): Promise<string | undefined> {
  const first = new MemoryStore();
  await ourVisit(certificates, { port: ports[0], sessions: first, origin: 'both' });
  const early = { origin: 'both', earlyData: Buffer.from('hello\n') };
  // The guard begins with this, and lets nothing through: it is told that it remembers for long.
  await ourVisit(certificates, { ...early, port: ports[0], sessions: first });
  const tell = ['-p', String(database), 'HSET', 'handfast:{replay}:since', 'since', '1'];
  const told = await run('redis-cli', tell);
  if (told.code !== 0) return told.output;
  const saved = [...first.sessions()];
  const fates: string[] = [];
  for (const port of [ports[1], ports[0], ports[1]]) {
    const sessions = new MemoryStore();
    for (const { key, value, expires } of saved) sessions.put(key, value, expires);
    fates.push((await ourVisit(certificates, { ...early, port, sessions })).info.earlyData);
  }
  return fates.join() === 'accepted,rejected,rejected' ? undefined : `early data: ${fates.join()}`;
}
