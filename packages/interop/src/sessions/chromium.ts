/** Chromium loads a page with pictures, by a connection each: those after the first resume, and the certificate comes packed. */

import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { certificateCompression, type TlsSocket } from 'handfast/node';
import type { Certificates } from '../certificates.ts';
import { chromium as browser, dump, trustRoots } from '../pages/chromium.ts';
import { ourServer } from './our-side.ts';
import type { SessionCase, SessionPeer } from './session-case.ts';

export const chromium: SessionPeer = {
  name: 'chromium',
  version: () => browser.version(),
  cases: (certificates) => [pictures(certificates, 'TLS 1.3'), pictures(certificates, 'TLS 1.2')],
};

const page = `<!doctype html><title>page</title>${Array.from({ length: 6 }, (_, i) => `<img src="/${i}.png">`).join('')}`;

function pictures(certificates: Certificates, version: 'TLS 1.3' | 'TLS 1.2'): SessionCase {
  return {
    client: 'chromium',
    server: 'handfast',
    variant: version === 'TLS 1.3' ? 'a page with six pictures' : 'a page with six pictures by TLS 1.2',
    async attempt() {
      const home = await mkdtemp(join(certificates.directory, `chromium-sessions ${version} `));
      await trustRoots(home, [certificates.root]);
      const server = await ourServer(
        certificates,
        { versions: [version], certificateCompression: certificateCompression() },
        answer,
      );
      await dump(home, server.port);
      server.stop();
      const { seen } = server;
      // Before TLS 1.3 nothing is packed.
      const packed = version === 'TLS 1.3';
      if (packed && !seen.some(({ messages }) => messages.includes('CompressedCertificate')))
        return 'no certificate was packed';
      const resumed = seen.filter(({ info }) => info?.resumed).length;
      return resumed > 0 ? undefined : `none of ${seen.length} connections was resumed`;
    },
  };
}

/** One answer, and the end. */
async function answer(socket: TlsSocket): Promise<void> {
  socket.removeAllListeners('data');
  socket.once('data', (request: Buffer) => {
    const isPage = request.toString('latin1').startsWith('GET / ');
    const [status, body] = isPage ? ['200 OK', page] : ['404 Not Found', ''];
    const head = `HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Type: text/html\r\nContent-Length: ${body.length}`;
    socket.end(`${head}\r\n\r\n${body}`);
  });
}
