/** OpenSSL comes back to us, and we to it: tickets, early data, certificates after the handshake. RFC 8446 §2.2, §2.3, §4.6.2 */

import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { MemoryStore } from 'handfast/session';
import type { Certificates } from '../certificates.ts';
import type { Child } from '../child.ts';
import { isMissing } from '../peer.ts';
import { openssl as peer } from '../peers/openssl.ts';
import { impossible } from './impossible.ts';
import { opensslListens, opensslVisits } from './openssl-programs.ts';
import { ourServer, ourThreeVisits, ourVisit } from './our-side.ts';
import type { SessionCase, SessionPeer } from './session-case.ts';

export const openssl: SessionPeer = {
  name: 'openssl',
  async version() {
    const found = await peer.prepare();
    return isMissing(found) ? undefined : found.version;
  },
  cases: (certificates) => [
    ...asClient(certificates),
    ...asServer(certificates),
    ...impossible('openssl', 'certificate packed', 'not tried: OpenSSL packs certificates from 3.2 on'),
  ],
};

function asClient(certificates: Certificates): readonly SessionCase[] {
  const story = (variant: string, attempt: SessionCase['attempt']): SessionCase => ({
    client: 'openssl',
    server: 'handfast',
    variant,
    attempt,
  });
  const file = (name: string): string => join(certificates.directory, `openssl-${name}`);
  return [
    story('ticket', async () => {
      const server = await ourServer(certificates);
      await opensslVisits(certificates, server.port, ['-tls1_3', '-sess_out', file('ticket')]);
      const log = await opensslVisits(certificates, server.port, ['-tls1_3', '-sess_in', file('ticket')]);
      server.stop();
      const [first, second] = await server.visited(2);
      if (first?.info.resumed !== false || second?.info.resumed !== true) return 'the second was not resumed';
      return log.includes('Reused, TLSv1.3') ? undefined : 'the client does not say that it resumed';
    }),
    story('early data', async () => {
      const server = await ourServer(certificates, { earlyData: { most: 1000 } });
      await writeFile(file('early'), 'early\n');
      await opensslVisits(certificates, server.port, ['-tls1_3', '-sess_out', file('session')]);
      const early = ['-tls1_3', '-sess_in', file('session'), '-early_data', file('early')];
      const log = await opensslVisits(certificates, server.port, early);
      server.stop();
      const seen = (await server.visited(2))[1];
      if (seen?.earlyBytes !== 6 || !seen.heard.startsWith('early\n')) return 'the early data did not come early';
      return log.includes('Early data was accepted') ? undefined : 'the client does not know that it was accepted';
    }),
    story('certificate after the handshake', async () => {
      const shown: unknown[] = [];
      const server = await ourServer(certificates, {}, async (socket) => {
        shown.push((await socket.requestClientCertificate())?.chain.length);
      });
      const { certificate, chain, key } = certificates.client['ecdsa-secp256r1'];
      const own = ['-tls1_3', '-enable_pha', '-cert', certificate, '-cert_chain', chain, '-key', key];
      await opensslVisits(certificates, server.port, own);
      server.stop();
      return shown[0] === 2 ? undefined : `${String(shown[0])} certificates were shown`;
    }),
  ];
}

function asServer(certificates: Certificates): readonly SessionCase[] {
  const story = (
    variant: string,
    args: readonly string[],
    attempt: (port: number, server: Child) => Promise<string | undefined>,
  ): SessionCase => ({
    client: 'handfast',
    server: 'openssl',
    variant,
    async attempt() {
      const { port, child } = await opensslListens(certificates, ['-tls1_3', '-CAfile', certificates.root, ...args]);
      try {
        return await attempt(port, child);
      } finally {
        await child.stop();
      }
    },
  });
  return [
    story('ticket', [], async (port) => (await ourThreeVisits(certificates, { port })).problem),
    story('early data', ['-early_data', '-max_early_data', '1000'], async (port) => {
      const sessions = new MemoryStore();
      await ourVisit(certificates, { port, sessions });
      // s_server prints early data and does not send it back: the line after it is what comes back.
      const earlyData = Buffer.from('early\n');
      const { info } = await ourVisit(certificates, { port, sessions, earlyData }, 'hello\n', async (socket) => {
        socket.write('hello\n');
      });
      return info.earlyData === 'accepted' ? undefined : `early data: ${info.earlyData}`;
    }),
    story('certificate after the handshake', [], async (port, child) => {
      const { bundle, key } = certificates.client['ecdsa-secp256r1'];
      const own = { cert: await readFile(bundle, 'latin1'), key: await readFile(key, 'latin1') };
      await ourVisit(certificates, { port, postHandshakeAuthentication: true, ...own }, 'hello\n', async () => {
        child.write('c\n');
        await child.waitFor('SSL_do_handshake -> 1', 5000);
      });
      return /depth=0/.test(child.output()) ? undefined : 'the server saw no certificate';
    }),
  ];
}
