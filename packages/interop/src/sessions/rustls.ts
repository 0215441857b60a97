/** rustls comes back to us, and we to it, in the program of peers/rust: tickets, early data, packed certificates. */

import { join } from 'node:path';
import { type CreateServerOptions, certificateCompression } from 'handfast/node';
import { MemoryStore } from 'handfast/session';
import { cacheFolder } from '../cache.ts';
import type { Certificates } from '../certificates.ts';
import { run, start } from '../child.ts';
import { isMissing } from '../peer.ts';
import { rustls as peer } from '../peers/rustls.ts';
import { impossible } from './impossible.ts';
import { ourServer, ourThreeVisits, ourVisit } from './our-side.ts';
import type { SessionCase, SessionPeer } from './session-case.ts';

let executable = '';

export const rustls: SessionPeer = {
  name: 'rustls',
  async version() {
    const found = await peer.prepare();
    await peer.close();
    if (isMissing(found)) return undefined;
    executable = join(await cacheFolder('rust'), 'release', 'sessions');
    return found.version;
  },
  cases: (certificates) => [
    ...asClient(certificates),
    ...asServer(certificates),
    ...impossible('rustls', 'certificate after the handshake', 'rustls has no authentication after the handshake'),
    ...impossible('rustls', 'key from outside', 'rustls has no external keys'),
  ],
};

/** How our servers keep sessions. */
const ways: readonly (readonly [string, () => CreateServerOptions])[] = [
  ['ticket of TLS 1.3', () => ({ versions: ['TLS 1.3'] })],
  ['ticket of TLS 1.2', () => ({ versions: ['TLS 1.2'] })],
  ['session ID of TLS 1.2', () => ({ versions: ['TLS 1.2'], tickets: false, sessionCache: new MemoryStore() })],
];

function asClient(certificates: Certificates): readonly SessionCase[] {
  const story = (variant: string, attempt: SessionCase['attempt']): SessionCase => ({
    client: 'rustls',
    server: 'handfast',
    variant,
    attempt,
  });
  const visits = (port: number, way = '') => run(executable, ['client', String(port), certificates.root, way]);
  return [
    ...ways.map(([variant, options]) =>
      story(variant, async () => {
        const server = await ourServer(certificates, options());
        const { output } = await visits(server.port);
        server.stop();
        const resumed = (await server.visited(3)).map(({ info }) => info.resumed).join();
        if (resumed !== 'false,true,true') return `resumed: ${resumed}`;
        const says = ['false', 'true', 'true'].map((word) => `resumed ${word} early false\n`).join('');
        return output === says ? undefined : output;
      }),
    ),
    story('early data', async () => {
      const server = await ourServer(certificates, { earlyData: { most: 1000 } });
      const { output } = await visits(server.port, 'early');
      server.stop();
      const early = (await server.visited(3)).map(({ earlyBytes }) => earlyBytes).join();
      if (early !== '0,6,6') return `early bytes: ${early}`;
      return /early false\n.*early true\n.*early true\n/.test(output) ? undefined : output;
    }),
    story('certificate packed', async () => {
      const server = await ourServer(certificates, { certificateCompression: certificateCompression() });
      const { output } = await visits(server.port);
      server.stop();
      const [seen] = await server.visited(3);
      return seen?.messages.includes('CompressedCertificate') ? undefined : `the certificate was not packed: ${output}`;
    }),
  ];
}

function asServer(certificates: Certificates): readonly SessionCase[] {
  const story = (
    variant: string,
    way: string,
    attempt: (port: number, output: () => string) => Promise<string | undefined>,
  ): SessionCase => ({
    client: 'handfast',
    server: 'rustls',
    variant,
    async attempt() {
      const { bundle, key } = certificates.server['ecdsa-secp256r1'];
      const child = start(executable, ['server', bundle, key, way]);
      try {
        const listening = /listening (\d+)/;
        return await attempt(Number(listening.exec(await child.waitFor(listening, 10_000))?.[1]), child.output);
      } finally {
        await child.stop();
      }
    },
  });
  const thrice = async (port: number, version: 'TLS 1.2' | 'TLS 1.3'): Promise<string | undefined> => {
    return (await ourThreeVisits(certificates, { port, versions: [version] })).problem;
  };
  return [
    story('ticket of TLS 1.3', 'tickets', (port) => thrice(port, 'TLS 1.3')),
    story('ticket of TLS 1.2', 'tickets', (port) => thrice(port, 'TLS 1.2')),
    story('session of TLS 1.3 kept by the server', '', (port) => thrice(port, 'TLS 1.3')),
    story('session ID of TLS 1.2', '', (port) => thrice(port, 'TLS 1.2')),
    story('early data', 'early', async (port, output) => {
      const sessions = new MemoryStore();
      await ourVisit(certificates, { port, sessions });
      const early = { port, sessions, earlyData: Buffer.from('early\n') };
      const { info } = await ourVisit(certificates, early, 'hello\n', async (socket) => void socket.write('hello\n'));
      if (info.earlyData !== 'accepted') return `early data: ${info.earlyData}`;
      return output().includes('early early') ? undefined : `the server heard no early data: ${output()}`;
    }),
    story('certificate packed', '', async (port) => {
      const { messages } = await ourVisit(certificates, { port, certificateCompression: certificateCompression() });
      return messages.includes('CompressedCertificate') ? undefined : 'the certificate was not packed';
    }),
  ];
}
