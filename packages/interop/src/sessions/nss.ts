/** NSS comes back to us, and we to it: early data, certificates after the handshake. Its tickets are tried with its pages. */

import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { TlsSocket } from 'handfast/node';
import { MemoryStore } from 'handfast/session';
import type { Certificates } from '../certificates.ts';
import { after, run } from '../child.ts';
import { nss as pages } from '../pages/nss.ts';
import { importIdentity, must, newDatabase, startSelfserv } from '../pages/nss-programs.ts';
import { impossible } from './impossible.ts';
import { ourServer, ourVisit } from './our-side.ts';
import type { SessionCase, SessionPeer } from './session-case.ts';

export const nss: SessionPeer = {
  name: 'nss',
  version: pages.version,
  cases: (certificates) => [
    ...asClient(certificates),
    ...asServer(certificates),
    ...impossible('nss', 'certificate packed', 'tstclnt and selfserv bring no algorithm'),
  ],
};

const done = 'HTTP/1.0 200 OK';
const modern = ['-V', 'tls1.3:tls1.3'];

/** Leaves after the first answer: tstclnt waits for that. */
const leave = (socket: TlsSocket): void => void socket.once('data', () => socket.end());

function asClient(certificates: Certificates): readonly SessionCase[] {
  const story = (variant: string, attempt: SessionCase['attempt']): SessionCase => ({
    client: 'nss',
    server: 'handfast',
    variant,
    attempt,
  });
  return [
    story('early data', async () => {
      const server = await ourServer(certificates, { earlyData: { most: 1000 } }, async (socket) => leave(socket));
      const output = await visit(certificates, server.port, 'early', ['-Z', '-u', '-L', '2']).finally(server.stop);
      const [first, second] = await server.visited(2);
      if (first?.info.resumed !== false || second?.info.resumed !== true)
        return `the second was not resumed: ${output}`;
      return second.earlyBytes === 6 ? undefined : `${second.earlyBytes} bytes came early: ${output}`;
    }),
    story('certificate after the handshake', async () => {
      const shown: unknown[] = [];
      const server = await ourServer(certificates, {}, async (socket) => {
        shown.push((await socket.requestClientCertificate())?.chain.length);
        socket.end();
      });
      await visit(certificates, server.port, 'later', ['-E', '-n', 'server']).finally(server.stop);
      return shown[0] === 2 ? undefined : `${String(shown[0])} certificates were shown`;
    }),
  ];
}

/** tstclnt says a line, and what it printed. Its database has our root, and a certificate of its own. */
async function visit(certificates: Certificates, port: number, name: string, args: readonly string[]): Promise<string> {
  const { directory, root } = certificates;
  const request = join(directory, 'nss-line');
  await writeFile(request, 'hello\n');
  const database = await newDatabase({ directory }, name);
  await must('certutil', [...database, '-A', '-n', 'root', '-t', 'C,,', '-i', root]);
  await importIdentity({ directory }, database, certificates.client['ecdsa-secp256r1']);
  const target = ['-h', 'localhost', '-4', '-p', String(port), '-A', request];
  return (await run('tstclnt', [...target, ...database, '-v', ...modern, ...args])).output;
}

function asServer(certificates: Certificates): readonly SessionCase[] {
  const story = (
    variant: string,
    args: readonly string[],
    attempt: (port: number, output: () => string) => Promise<string | undefined>,
  ): SessionCase => ({
    client: 'handfast',
    server: 'nss',
    variant,
    async attempt() {
      const context = { certificates, directory: certificates.directory };
      const { port, child } = await startSelfserv(context, `sessions ${variant}`, [...modern, ...args]);
      try {
        return await attempt(port, child.output);
      } finally {
        await child.stop();
      }
    },
  });
  const request = 'GET / HTTP/1.0\r\n\r\n';
  return [
    story('ticket', [], async (port) => {
      const sessions = new MemoryStore();
      const visits = [];
      for (let i = 0; i < 3; i++) visits.push(await fetchPage({ port, sessions }));
      const resumed = visits.map(({ info }) => info.resumed).join();
      return resumed === 'false,true,true' ? undefined : `resumed: ${resumed}`;
    }),
    story('early data', ['-Z'], async (port) => {
      // It takes none in the first ten seconds of its life, nor with tickets from then.
      await after(11_000);
      const sessions = new MemoryStore();
      await fetchPage({ port, sessions });
      // The rest comes later: it answers and hangs up as soon as the request is whole, the handshake finished or not.
      const early = { port, sessions, earlyData: Buffer.from('GET / HTTP/1.0\r\n') };
      const rest = async (socket: TlsSocket) => void socket.write('\r\n');
      const { info } = await ourVisit(certificates, early, '', rest, done);
      return info.earlyData === 'accepted' ? undefined : `early data: ${info.earlyData}`;
    }),
    story('certificate after the handshake', ['-E', '-r', '-r', '-r'], async (port) => {
      const { bundle, key } = certificates.client['ecdsa-secp256r1'];
      const own = { cert: await readFile(bundle, 'latin1'), key: await readFile(key, 'latin1') };
      const { messages } = await fetchPage({ port, postHandshakeAuthentication: true, ...own });
      const asked = messages.lastIndexOf('CertificateRequest') > messages.indexOf('Finished');
      return asked ? undefined : 'the server did not ask';
    }),
  ];

  function fetchPage(options: Parameters<typeof ourVisit>[1]) {
    return ourVisit(certificates, options, request, async () => {}, done);
  }
}
