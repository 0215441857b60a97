/** curl fetches twice in one run, by two connections: the second resumes, up to TLS 1.2 by its session ID. */

import { MemoryStore } from 'handfast/session';
import type { Certificates } from '../certificates.ts';
import { run } from '../child.ts';
import { ourServer } from './our-side.ts';
import type { SessionCase, SessionPeer } from './session-case.ts';

export const curl: SessionPeer = {
  name: 'curl',
  version: async () => /^curl (\S+)/.exec((await run('curl', ['--version'])).output)?.[1],
  cases: (certificates) => (['TLS 1.3', 'TLS 1.2'] as const).map((version) => fetchingTwice(certificates, version)),
};

function fetchingTwice(certificates: Certificates, version: 'TLS 1.2' | 'TLS 1.3'): SessionCase {
  return {
    client: 'curl',
    server: 'handfast',
    variant: `two fetches by ${version}`,
    async attempt() {
      const server = await ourServer(
        certificates,
        { versions: [version], sessionCache: new MemoryStore() },
        async (socket) => {
          socket.removeAllListeners('data');
          socket.resume();
          socket.once('data', () =>
            socket.end('HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 4\r\n\r\npage'),
          );
        },
      );
      const url = `https://localhost:${server.port}/`;
      const quiet = ['-q', '-sS', '--noproxy', '*', '--max-time', '15', '--cacert', certificates.root];
      const { code, output } = await run('curl', [...quiet, url, url]);
      server.stop();
      if (code !== 0 || output !== 'pagepage') return `curl ended with ${code}: ${output}`;
      const resumed = (await server.visited(2)).map(({ info }) => info.resumed).join();
      return resumed === 'false,true' ? undefined : `resumed: ${resumed}`;
    },
  };
}
