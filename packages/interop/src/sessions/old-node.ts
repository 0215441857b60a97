/** A peer of before extended_master_secret: its sessions are resumed where the options say so, and only there. RFC 7627 §5.4 */

import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { legacy } from 'handfast/legacy';
import { MemoryStore } from 'handfast/session';
import { type Certificates, serverName } from '../certificates.ts';
import { run, start } from '../child.ts';
import { findNode012 } from '../peers/old-node.ts';
import { ourServer, ourThreeVisits } from './our-side.ts';
import type { SessionCase, SessionPeer } from './session-case.ts';

const script = fileURLToPath(new URL('../../peers/old-node/sessions.js', import.meta.url));
const name = 'node-0.12';

/** In SSL 3.0 its servers keep no sessions of their own accord. */
const versions = [
  { version: 'SSL 3.0', method: 'SSLv3_method', serves: false },
  { version: 'TLS 1.0', method: 'TLSv1_method', serves: true },
  { version: 'TLS 1.1', method: 'TLSv1_1_method', serves: true },
] as const;
type Tried = (typeof versions)[number];

/** Sessions that nothing binds to their handshake, and those who have no use for such. */
export const oldNodeSessions: SessionPeer = {
  name,
  version: async () => (await findNode012())?.openssl,
  cases: (certificates) =>
    versions.flatMap((tried) =>
      [true, false].flatMap((unbound): SessionCase[] => {
        const variant = `${tried.version}, ${unbound ? 'unbound session' : 'no unbound session'}`;
        const asClient = () => visited(certificates, tried, unbound);
        const asServer = () => visiting(certificates, tried, unbound);
        return [
          { client: name, server: 'handfast', variant, attempt: asClient },
          ...(tried.serves ? [{ client: 'handfast', server: name, variant, attempt: asServer }] : []),
        ];
      }),
    ),
};

const ours = ({ version }: Tried, insecureUnboundSessions: boolean) => ({
  versions: [],
  cipherSuites: [],
  legacy: legacy({
    versions: [version],
    cipherSuites: ['TLS_RSA_WITH_AES_128_CBC_SHA'],
    insecureUnboundSessions,
  }),
  renegotiation: 'legacy' as const,
});

async function visited(certificates: Certificates, tried: Tried, unbound: boolean): Promise<string | undefined> {
  const { bundle: cert, key } = certificates.server.rsa;
  const server = await ourServer(certificates, {
    ...ours(tried, unbound),
    cert: await readFile(cert, 'latin1'),
    key: await readFile(key, 'latin1'),
    sessionCache: new MemoryStore(),
  });
  const options = [script, 'client', tried.method, certificates.root, `${server.port}`, serverName];
  const { output } = await run(await program(), ['--enable-ssl3', ...options]);
  return output.includes(`reused false,${unbound}`) ? undefined : output;
}

async function visiting(certificates: Certificates, tried: Tried, unbound: boolean): Promise<string | undefined> {
  const { bundle, key } = certificates.server.rsa;
  const child = start(await program(), [script, 'server', tried.method, bundle, key]);
  const [, port = ''] = /port (\d+)/.exec(await child.waitFor(/port \d+/, 10_000)) ?? [];
  const { visits, problem } = await ourThreeVisits(certificates, { ...ours(tried, unbound), port: Number(port) });
  if (unbound) return problem;
  return visits.some(({ info }) => info.resumed) ? 'a session was resumed that nothing binds' : undefined;
}

async function program(): Promise<string> {
  const found = await findNode012();
  if (found === undefined) throw new Error(`${name} is not here`);
  return found.command;
}
