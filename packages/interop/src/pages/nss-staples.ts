/** What selfserv staples, and what our client makes of it. RFC 6066 §8 */

import { readFile } from 'node:fs/promises';
import { legacy } from 'handfast/legacy';
import { ourVisit } from '../sessions/our-side.ts';
import { must, startSelfserv } from './nss-programs.ts';
import type { PageCase, PageContext } from './page-peer.ts';

/** What it is told to say, and the sentence that ends the handshake; none where it is content. */
const modes: Readonly<Record<string, RegExp | undefined>> = {
  good: undefined,
  revoked: /was revoked at .*says its OCSP responder/,
  unknown: /the OCSP responder does not know the certificate/,
  failure: /the OCSP responder says tryLater/,
  // By the server itself.
  badsig: /is signed by a responder whose certificate is not in it/,
  corrupted: /a staple that no one can read/,
};

/** One server for each, which is met in both versions. */
export const staplesOfSelfserv = (context: PageContext): readonly PageCase[] =>
  Object.entries(modes).map(([mode, objection]) => ({
    client: 'handfast',
    server: 'nss',
    variant: `stapled, ${mode}`,
    async attempt() {
      const { child, port } = await startStapling(context, mode);
      try {
        for (const version of ['TLS 1.2', 'TLS 1.3'] as const) {
          const problem = await meet(context, port, version, objection);
          if (problem !== undefined) return `${version}: ${problem}`;
        }
        return undefined;
      } finally {
        await child.stop();
      }
    },
  }));

/** It signs what it staples itself, with the key of the issuer, and staples nothing about keys on curves. */
function startStapling(context: PageContext, mode: string) {
  const { rsa } = context.certificates.server;
  return startSelfserv(context, `stapled ${mode}`, ['-T', mode, '-A', issuerName], {
    identity: rsa,
    prepare: async (database) => {
      const file = `${rsa.chain}.p12`;
      const made = ['-in', rsa.chain, '-inkey', rsa.chain.replace(/pem$/, 'key'), '-name', 'issuer', '-out', file];
      await must('openssl', ['pkcs12', '-export', ...made, '-passout', 'pass:']);
      await must('pk12util', ['-i', file, ...database, '-W', '', '-K', '']);
    },
  });
}

/** It comes with the chain of the server before its key does, and keeps the name that it got then. */
const issuerName = 'rsa-intermediate - Handfast interop';

async function meet(
  { certificates }: PageContext,
  port: number,
  version: 'TLS 1.2' | 'TLS 1.3',
  objection: RegExp | undefined,
): Promise<string | undefined> {
  const options = {
    port,
    versions: [version],
    ca: await readFile(certificates.root, 'latin1'),
    ocspStapling: true,
    // What it signs, it signs with SHA-1.
    legacy: legacy({ weakCertificates: true }),
  };
  const visit = ourVisit(certificates, options, 'GET / HTTP/1.0\r\n\r\n', async () => {}, 'HTTP/1.0 200 OK');
  const said = await visit.then(
    ({ info }) => info,
    (error: unknown) => String(error),
  );
  if (typeof said === 'string') return objection?.test(said) === true ? undefined : said;
  if (objection !== undefined) return 'the client was content';
  return said.peer?.ocspResponse === undefined ? 'nothing was stapled' : undefined;
}
