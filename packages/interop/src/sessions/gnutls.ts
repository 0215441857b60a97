/** GnuTLS comes back to us, and we to it: tickets, early data, certificates after the handshake, packed certificates. */

import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { certificateCompression } from 'handfast/node';
import { MemoryStore } from 'handfast/session';
import { type Certificates, serverName } from '../certificates.ts';
import { type Child, run, start } from '../child.ts';
import { freePort } from '../free-port.ts';
import { impossible } from './impossible.ts';
import { ourServer, ourThreeVisits, ourVisit } from './our-side.ts';
import type { SessionCase, SessionPeer } from './session-case.ts';

export const gnutls: SessionPeer = {
  name: 'gnutls',
  async version() {
    packings = (await packs()) ? ['zlib', 'brotli'] : [];
    return /^gnutls-cli (\S+)/m.exec((await run('gnutls-cli', ['--version'])).output)?.[1];
  },
  cases: (certificates) => [
    ...asClient(certificates),
    ...asServer(certificates),
    ...(packings.length > 0 ? [] : impossible('gnutls', 'certificate packed', 'this build of GnuTLS has no algorithm')),
  ],
};

let packings: readonly string[] = [];

/** Some builds know the option and no algorithm, and say so when they are connected. */
async function packs(): Promise<boolean> {
  const server = createServer((socket) => socket.destroy());
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const { output } = await run('gnutls-cli', ['--compress-cert=zlib', `--port=${port}`, '127.0.0.1']);
  server.close();
  return !output.includes('Unknown compression method');
}

const priority = '--priority=NORMAL:-VERS-ALL:+VERS-TLS1.3';

function asClient(certificates: Certificates): readonly SessionCase[] {
  const story = (variant: string, attempt: SessionCase['attempt']): SessionCase => ({
    client: 'gnutls',
    server: 'handfast',
    variant,
    attempt,
  });
  return [
    story('ticket', async () => {
      const server = await ourServer(certificates);
      const log = await clientSays(certificates, server.port, ['--resume']);
      server.stop();
      const resumed = (await server.visited(2)).map(({ info }) => info.resumed).join();
      if (resumed !== 'false,true') return `resumed: ${resumed}`;
      return log.includes('This is a resumed session') ? undefined : 'the client does not say that it resumed';
    }),
    story('early data', async () => {
      const server = await ourServer(certificates, { earlyData: { most: 1000 } });
      const file = join(certificates.directory, 'gnutls-early');
      await writeFile(file, 'early\n');
      await clientSays(certificates, server.port, ['--resume', `--earlydata=${file}`]);
      server.stop();
      const seen = (await server.visited(2))[1];
      return seen?.earlyBytes === 6 ? undefined : `${seen?.earlyBytes} bytes came early`;
    }),
    story('certificate after the handshake', async () => {
      const shown: unknown[] = [];
      const server = await ourServer(certificates, {}, async (socket) => {
        shown.push((await socket.requestClientCertificate())?.chain.length);
      });
      const { bundle, key } = certificates.client['ecdsa-secp256r1'];
      const own = ['--post-handshake-auth', `--x509certfile=${bundle}`, `--x509keyfile=${key}`];
      await clientSays(certificates, server.port, own);
      server.stop();
      return shown[0] === 2 ? undefined : `${String(shown[0])} certificates were shown`;
    }),
    ...packings.map((packing) =>
      story(`certificate packed by ${packing}`, async () => {
        const server = await ourServer(certificates, { certificateCompression: certificateCompression() });
        await clientSays(certificates, server.port, [`--compress-cert=${packing}`]);
        server.stop();
        const [seen] = await server.visited(1);
        return seen?.messages.includes('CompressedCertificate') ? undefined : 'the certificate was not packed';
      }),
    ),
  ];
}

function asServer(certificates: Certificates): readonly SessionCase[] {
  const story = (
    variant: string,
    args: readonly string[],
    attempt: (port: number, server: Child) => Promise<string | undefined>,
  ): SessionCase => ({
    client: 'handfast',
    server: 'gnutls',
    variant,
    async attempt() {
      const { port, child } = await listen(certificates, args);
      try {
        return await attempt(port, child);
      } finally {
        await child.stop();
      }
    },
  });
  return [
    story('ticket', [], async (port) => (await ourThreeVisits(certificates, { port })).problem),
    story('early data', ['--earlydata', '--maxearlydata=1000'], async (port) => {
      const sessions = new MemoryStore();
      await ourVisit(certificates, { port, sessions });
      const early = { port, sessions, earlyData: Buffer.from('early\n') };
      const { info } = await ourVisit(certificates, early, 'hello\n', async (socket) => void socket.write('hello\n'));
      return info.earlyData === 'accepted' ? undefined : `early data: ${info.earlyData}`;
    }),
    story('certificate after the handshake', ['--verify-client-cert'], async (port) => {
      const { bundle, key } = certificates.client['ecdsa-secp256r1'];
      const own = { cert: await readFile(bundle, 'latin1'), key: await readFile(key, 'latin1') };
      const { messages } = await ourVisit(
        certificates,
        { port, postHandshakeAuthentication: true, ...own },
        'hello\n',
        async (socket) => {
          // It takes neither data nor our end while it waits for the certificate; then it says that it has it.
          await once(socket, 'data');
          socket.write('**REAUTH**\n');
          await once(socket, 'data');
        },
      );
      const asked = messages.lastIndexOf('CertificateRequest') > messages.indexOf('Finished');
      return asked ? undefined : 'the server did not ask';
    }),
    ...packings.map((packing) =>
      story(`certificate packed by ${packing}`, [`--compress-cert=${packing}`], async (port) => {
        const compression = { certificateCompression: certificateCompression() };
        const { messages } = await ourVisit(certificates, { port, ...compression });
        return messages.includes('CompressedCertificate') ? undefined : 'the certificate was not packed';
      }),
    ),
  ];
}

/** gnutls-cli says a line, hears it back and leaves; everything that it printed. */
async function clientSays(certificates: Certificates, port: number, args: readonly string[]): Promise<string> {
  const child = start('gnutls-cli', [
    `--port=${port}`,
    `--x509cafile=${certificates.root}`,
    `--sni-hostname=${serverName}`,
    `--verify-hostname=${serverName}`,
    priority,
    ...args,
    '127.0.0.1',
  ]);
  try {
    await child.waitFor(
      args.includes('--resume') ? /Simple Client Mode[\s\S]*|resumed session/ : 'Simple Client Mode',
      8000,
    );
    child.write('hello\n');
    await child.waitFor(/^hello$/m, 8000);
    child.end();
    await child.exited;
    return child.output();
  } finally {
    await child.stop();
  }
}

async function listen(certificates: Certificates, args: readonly string[]): Promise<{ port: number; child: Child }> {
  const port = await freePort();
  const { bundle, key } = certificates.server['ecdsa-secp256r1'];
  const child = start('gnutls-serv', [
    `--port=${port}`,
    '--echo',
    `--x509certfile=${bundle}`,
    `--x509keyfile=${key}`,
    `--x509cafile=${certificates.root}`,
    ...(args.includes('--verify-client-cert') ? [] : ['--disable-client-cert']),
    priority,
    ...args,
  ]);
  await child.waitFor(/listening on IPv4 .*\.\.\.done/, 10_000);
  return { port, child };
}
