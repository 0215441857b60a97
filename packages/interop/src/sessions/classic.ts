/** Sessions of TLS 1.2, by ticket and by session ID: peers come back to us, and we to them. RFC 5246 §7.3, RFC 5077 §3.1 */

import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { connect, createServer, type TLSSocket } from 'node:tls';
import type { CreateServerOptions } from 'handfast/node';
import { MemoryStore } from 'handfast/session';
import { type Certificates, serverName } from '../certificates.ts';
import { type Child, run, start } from '../child.ts';
import { freePort } from '../free-port.ts';
import { untilOver } from '../scope.ts';
import { opensslListens, opensslVisits } from './openssl-programs.ts';
import { type OurServer, ourServer, ourThreeVisits } from './our-side.ts';
import type { SessionCase, SessionPeer } from './session-case.ts';

/** How a session is kept: by the client in a ticket, or by the server under an ID. */
type Keeping = 'ticket' | 'session ID';
const keepings: readonly Keeping[] = ['ticket', 'session ID'];
const versions = ['TLS 1.2'] as const;

/** A peer of which only these two steps are its own. */
interface ClassicPeer {
  readonly name: string;
  readonly version: SessionPeer['version'];
  /** Visits our server twice; the second time it resumes. What it says about that, or nothing. */
  visitTwice(certificates: Certificates, port: number, keeping: Keeping): Promise<boolean | undefined>;
  /** A server that keeps sessions in this way; `stop` ends it. */
  serve(certificates: Certificates, keeping: Keeping): Promise<{ port: number; stop(): Promise<unknown> }>;
}

const sessionPeer = (peer: ClassicPeer): SessionPeer => ({
  name: peer.name,
  version: peer.version,
  cases: (certificates) =>
    keepings.flatMap((keeping): SessionCase[] => [
      {
        client: peer.name,
        server: 'handfast',
        variant: `${keeping} of TLS 1.2`,
        attempt: () => asClient(certificates, peer, keeping),
      },
      {
        client: 'handfast',
        server: peer.name,
        variant: `${keeping} of TLS 1.2`,
        attempt: () => asServer(certificates, peer, keeping),
      },
    ]),
});

async function asClient(certificates: Certificates, peer: ClassicPeer, keeping: Keeping): Promise<string | undefined> {
  const ways: Record<Keeping, CreateServerOptions> = {
    ticket: {},
    'session ID': { tickets: false, sessionCache: new MemoryStore() },
  };
  const server: OurServer = await ourServer(certificates, { versions, ...ways[keeping] });
  const says = await peer.visitTwice(certificates, server.port, keeping);
  server.stop();
  const resumed = (await server.visited(2)).map(({ info }) => info.resumed).join();
  if (resumed !== 'false,true') return `resumed: ${resumed}`;
  return says === false ? 'the client does not say that it resumed' : undefined;
}

async function asServer(certificates: Certificates, peer: ClassicPeer, keeping: Keeping): Promise<string | undefined> {
  const { port, stop } = await peer.serve(certificates, keeping);
  try {
    const { visits, problem } = await ourThreeVisits(certificates, { port, versions });
    if (problem !== undefined) return problem;
    const sent = visits[0]?.messages.includes('NewSessionTicket') === true;
    return sent === (keeping === 'ticket') ? undefined : `a ticket ${sent ? 'came' : 'did not come'}`;
  } finally {
    await stop();
  }
}

const openssl: ClassicPeer = {
  name: 'openssl',
  version: async () => /^OpenSSL (\S+)/.exec((await run('openssl', ['version'])).output)?.[1],
  async visitTwice(certificates, port) {
    const file = join(certificates.directory, 'openssl-classic');
    await opensslVisits(certificates, port, ['-tls1_2', '-sess_out', file]);
    return (await opensslVisits(certificates, port, ['-tls1_2', '-sess_in', file])).includes('Reused, TLSv1.2');
  },
  async serve(certificates, keeping) {
    const own = keeping === 'ticket' ? [] : ['-no_ticket'];
    const { port, child } = await opensslListens(certificates, ['-tls1_2', ...own]);
    return { port, stop: () => child.stop() };
  },
};

const gnutls: ClassicPeer = {
  name: 'gnutls',
  version: async () => /^gnutls-cli (\S+)/m.exec((await run('gnutls-cli', ['--version'])).output)?.[1],
  async visitTwice(certificates, port, keeping) {
    const child = start('gnutls-cli', [
      `--port=${port}`,
      `--x509cafile=${certificates.root}`,
      `--sni-hostname=${serverName}`,
      `--verify-hostname=${serverName}`,
      gnutlsPriority(keeping),
      '--resume',
      '127.0.0.1',
    ]);
    try {
      await child.waitFor('resumed session', 8000);
      child.write('hello\n');
      await child.waitFor(/^hello$/m, 8000);
      child.end();
      await child.exited;
      return child.output().includes('This is a resumed session');
    } finally {
      await child.stop();
    }
  },
  async serve(certificates, keeping) {
    const port = await freePort();
    const { bundle, key } = certificates.server['ecdsa-secp256r1'];
    const child: Child = start('gnutls-serv', [
      `--port=${port}`,
      `--x509certfile=${bundle}`,
      `--x509keyfile=${key}`,
      gnutlsPriority(keeping),
      '--echo',
      '--disable-client-cert',
      ...(keeping === 'ticket' ? [] : ['--noticket']),
    ]);
    await child.waitFor(/listening on IPv4 .*\.\.\.done/, 10_000);
    return { port, stop: () => child.stop() };
  },
};

const gnutlsPriority = (keeping: Keeping): string =>
  `--priority=NORMAL:-VERS-ALL:+VERS-TLS1.2${keeping === 'ticket' ? '' : ':%NO_TICKETS'}`;

const nodeTls: ClassicPeer = {
  name: 'node',
  version: async () => process.version,
  async visitTwice(certificates, port) {
    const options = { port, servername: serverName, ca: await readFile(certificates.root) };
    const first = connect({ ...options, maxVersion: 'TLSv1.2' });
    untilOver(() => first.destroy());
    await once(first, 'secureConnect');
    const session = first.getSession() as Buffer;
    await leave(first);
    const second = connect({ ...options, maxVersion: 'TLSv1.2', session });
    untilOver(() => second.destroy());
    await once(second, 'secureConnect');
    const reused = second.isSessionReused();
    await leave(second);
    return reused;
  },
  async serve(certificates, keeping) {
    const identity = certificates.server['ecdsa-secp256r1'];
    const options = { cert: await readFile(identity.bundle), key: await readFile(identity.key) };
    const server = createServer({ ...options, maxVersion: 'TLSv1.2', ...(keeping === 'session ID' && noTickets) });
    const kept = new Map<string, Buffer>();
    if (keeping === 'session ID') {
      server.on('newSession', (id: Buffer, data: Buffer, done: () => void) => {
        kept.set(id.toString('hex'), data);
        done();
      });
      server.on('resumeSession', (id: Buffer, done: (error: null, data: Buffer | null) => void) =>
        done(null, kept.get(id.toString('hex')) ?? null),
      );
    }
    server.on('secureConnection', (socket) => {
      untilOver(() => socket.destroy());
      socket.pipe(socket);
    });
    untilOver(() => server.close());
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return { port: (server.address() as AddressInfo).port, stop: async () => void server.close() };
  },
};

/** SSL_OP_NO_TICKET. */
const noTickets = { secureOptions: 0x4000 };

async function leave(socket: TLSSocket): Promise<void> {
  socket.write('hello\n');
  await once(socket, 'data');
  socket.end();
  await once(socket, 'close');
}

/** TLS 1.2 of peers whose TLS 1.3 is tried in files of their own. */
export const classicSessions: readonly SessionPeer[] = [openssl, gnutls, nodeTls].map(sessionPeer);
