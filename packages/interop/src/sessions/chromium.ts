/** Chromium loads a page with pictures, by a connection each: those after the first resume, and the certificate comes packed. */

import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { certificateCompression, type TlsSocket } from 'handfast/node';
import type { Certificates } from '../certificates.ts';
import { chromium as browser, dump, trustRoots } from '../pages/chromium.ts';
import { ourServer } from './our-side.ts';
import type { SessionCase, SessionPeer } from './session-case.ts';

export const chromium: SessionPeer = {
  name: 'chromium',
  version: () => browser.version(),
  cases: (certificates) => [pictures(certificates)],
};

const page = `<!doctype html><title>page</title>${Array.from({ length: 6 }, (_, i) => `<img src="/${i}.png">`).join('')}`;

function pictures(certificates: Certificates): SessionCase {
  return {
    client: 'chromium',
    server: 'handfast',
    variant: 'a page with six pictures',
    async attempt() {
      const home = join(certificates.directory, 'chromium-sessions');
      await mkdir(home, { recursive: true });
      await trustRoots(home, [certificates.root]);
      const server = await ourServer(certificates, { certificateCompression: certificateCompression() }, answer);
      await dump(home, server.port);
      server.stop();
      const { seen } = server;
      if (!seen.some(({ messages }) => messages.includes('CompressedCertificate'))) return 'no certificate was packed';
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
