/** JSSE comes back to us, and we to it, in the program of peers/java-sessions. It has sessions and no early data. */

import { fileURLToPath } from 'node:url';
import { MemoryStore } from 'handfast/session';
import { cacheFolder } from '../cache.ts';
import type { Certificates } from '../certificates.ts';
import { run, start } from '../child.ts';
import { impossible } from './impossible.ts';
import { ourServer, ourThreeVisits } from './our-side.ts';
import type { SessionCase, SessionPeer } from './session-case.ts';

const source = fileURLToPath(new URL('../../peers/java-sessions/Sessions.java', import.meta.url));
let classes = '';

export const jsse: SessionPeer = {
  name: 'jsse',
  async version() {
    const version = /version "([^"]+)"/.exec((await run('java', ['-version'])).output)?.[1];
    if (version === undefined || Number.parseInt(version, 10) < 17) return undefined;
    classes = await cacheFolder('java-sessions');
    const { code, output } = await run('javac', ['-d', classes, source], { milliseconds: 60_000 });
    if (code !== 0) throw new Error(`javac failed: ${output}`);
    return version;
  },
  cases: (certificates) => [
    asClient(certificates, 'TLS 1.3', 'TLSv1.3'),
    asClient(certificates, 'TLS 1.2', 'TLSv1.2'),
    asClient(certificates, 'TLS 1.2', 'TLSv1.2', 'session ID'),
    asServer(certificates, 'TLS 1.3'),
    asServer(certificates, 'TLS 1.2'),
    asServer(certificates, 'TLS 1.2', 'session ID'),
    ...impossible('jsse', 'early data', 'JSSE has no early data'),
    ...impossible('jsse', 'certificate after the handshake', 'JSSE has no authentication after the handshake'),
    ...impossible('jsse', 'certificate packed', 'JSSE of this Java packs no certificates'),
    ...impossible('jsse', 'key from outside', 'JSSE has no external keys'),
  ],
};

/** Up to TLS 1.2 either side may keep the session. */
type Keeping = 'ticket' | 'session ID';
type Version = 'TLS 1.2' | 'TLS 1.3';

function asClient(
  certificates: Certificates,
  version: Version,
  itsName: string,
  keeping: Keeping = 'ticket',
): SessionCase {
  return {
    client: 'jsse',
    server: 'handfast',
    variant: `${keeping} of ${version}`,
    async attempt() {
      const ways = { ticket: {}, 'session ID': { tickets: false as const, sessionCache: new MemoryStore() } };
      const server = await ourServer(certificates, { versions: [version], ...ways[keeping] });
      const args = ['-cp', classes, 'Sessions', 'client', String(server.port), certificates.root, itsName];
      const { code, output } = await run('java', args);
      server.stop();
      if (code !== 0) return output;
      const resumed = (await server.visited(3)).map(({ info }) => info.resumed).join();
      return resumed === 'false,true,true' ? undefined : `resumed: ${resumed}`;
    },
  };
}

function asServer(certificates: Certificates, version: Version, keeping: Keeping = 'ticket'): SessionCase {
  return {
    client: 'handfast',
    server: 'jsse',
    variant: `${keeping} of ${version}`,
    async attempt() {
      const { bundle, key } = certificates.server['ecdsa-secp256r1'];
      const child = start('java', [
        `-Djdk.tls.server.enableSessionTicketExtension=${keeping === 'ticket'}`,
        '-cp',
        classes,
        'Sessions',
        'server',
        bundle,
        key,
      ]);
      try {
        const port = Number(/listening (\d+)/.exec(await child.waitFor(/listening \d+/, 15_000))?.[1]);
        const { visits, problem } = await ourThreeVisits(certificates, { port, versions: [version] });
        if (problem !== undefined) return problem;
        const sent = visits[0]?.messages.includes('NewSessionTicket') === true;
        return sent === (keeping === 'ticket') ? undefined : `a ticket ${sent ? 'came' : 'did not come'}`;
      } finally {
        await child.stop();
      }
    },
  };
}
