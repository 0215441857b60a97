/** Keys from outside in TLS 1.3: OpenSSL, GnuTLS and NSS use one with us, in both directions. RFC 8446 §4.2.11 */

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { TlsSocket } from 'handfast/node';
import { type Certificates, serverName } from '../certificates.ts';
import { type Child, run, start } from '../child.ts';
import { freePort } from '../free-port.ts';
import { nss as nssPages } from '../pages/nss.ts';
import { newDatabase } from '../pages/nss-programs.ts';
import { ourServer, ourVisit } from './our-side.ts';
import type { SessionCase, SessionPeer, SessionSkip } from './session-case.ts';

/** A peer of which only these two steps are its own. */
interface KeyedPeer {
  readonly name: string;
  readonly version: SessionPeer['version'];
  /** Says hello to our server, and hears it. */
  visit(certificates: Certificates, port: number): Promise<void>;
  /** A server that sends back what it is told, or why there is none. */
  readonly serve: ((certificates: Certificates) => Promise<{ readonly port: number; readonly child: Child }>) | string;
}

const key = '000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f';
const identity = 'somebody';
/** What we are told on both sides. */
const psks = [{ identity, key: Buffer.from(key, 'hex') }];

const variant = 'key from outside';

const keyedPeer = (peer: KeyedPeer): SessionPeer => ({
  name: peer.name,
  version: peer.version,
  cases: (certificates) => [
    { client: peer.name, server: 'handfast', variant, attempt: () => asClient(certificates, peer) },
    asServer(certificates, peer),
  ],
});

async function asClient(certificates: Certificates, peer: KeyedPeer): Promise<string | undefined> {
  // Some clients leave only when the server does.
  const leave = async (socket: TlsSocket) => void socket.once('data', () => socket.end());
  const server = await ourServer(certificates, { psks }, leave);
  try {
    await peer.visit(certificates, server.port);
  } finally {
    server.stop();
  }
  const [seen] = await server.visited(1);
  return seen && used(seen.info.pskIdentity, seen.messages);
}

function asServer(certificates: Certificates, { name, serve }: KeyedPeer): SessionCase | SessionSkip {
  const titled = { client: 'handfast', server: name, variant };
  if (typeof serve === 'string') return { ...titled, reason: serve };
  return {
    ...titled,
    async attempt() {
      const { port, child } = await serve(certificates);
      try {
        const { info, messages } = await ourVisit(certificates, { port, psks });
        return used(info.pskIdentity, messages);
      } finally {
        await child.stop();
      }
    },
  };
}

function used(name: Uint8Array | undefined, messages: readonly string[]): string | undefined {
  if (name === undefined || Buffer.from(name).toString() !== identity) return 'the key was not used';
  return messages.includes('Certificate') ? 'a certificate came all the same' : undefined;
}

const openssl: KeyedPeer = {
  name: 'openssl',
  version: async () => /^OpenSSL (\S+)/.exec((await run('openssl', ['version'])).output)?.[1],
  async visit(_certificates, port) {
    const target = ['-connect', `127.0.0.1:${port}`, '-servername', serverName];
    await sayHello(
      start('stdbuf', ['-oL', 'openssl', 's_client', '-tls1_3', ...target, '-psk_identity', identity, '-psk', key]),
      'Verify return code',
    );
  },
  async serve() {
    const options = ['-accept', '127.0.0.1:0', '-tls1_3', '-nocert', '-psk_identity', identity, '-psk', key];
    const child = start('stdbuf', ['-oL', 'openssl', 's_server', ...options]);
    const accepting = /^ACCEPT .*:(\d+)$/m;
    const output = await child.waitFor(accepting, 10_000);
    child.onOutput((text) => {
      if (/(^|\n)hello\n/.test(text)) child.write('hello\n');
    });
    return { port: Number(accepting.exec(output)?.[1]), child };
  },
};

const gnutlsPriority = '--priority=NORMAL:-VERS-ALL:+VERS-TLS1.3:+ECDHE-PSK';

const gnutls: KeyedPeer = {
  name: 'gnutls',
  version: async () => /^gnutls-cli (\S+)/m.exec((await run('gnutls-cli', ['--version'])).output)?.[1],
  async visit(certificates, port) {
    const own = [`--pskusername=${identity}`, `--pskkey=${key}`, `--x509cafile=${certificates.root}`];
    const target = [`--port=${port}`, `--sni-hostname=${serverName}`, `--verify-hostname=${serverName}`, '127.0.0.1'];
    await sayHello(start('gnutls-cli', [...own, gnutlsPriority, ...target]), 'Simple Client Mode');
  },
  async serve(certificates) {
    const file = join(certificates.directory, 'gnutls-keys');
    await writeFile(file, `${identity}:${key}\n`);
    const port = await freePort();
    const child = start('gnutls-serv', [`--port=${port}`, '--echo', `--pskpasswd=${file}`, gnutlsPriority]);
    await child.waitFor(/listening on IPv4 .*\.\.\.done/, 10_000);
    return { port, child };
  },
};

/** Its `-z` takes the key, and the identity behind a colon. */
const nssKey = ['-V', 'tls1.3:tls1.3', '-z', `0x${key}:${identity}`];

const nss: KeyedPeer = {
  name: 'nss',
  version: nssPages.version,
  async visit({ directory }, port) {
    const request = join(directory, 'nss-hello');
    await writeFile(request, 'hello\n');
    const database = await newDatabase({ directory }, 'client with a key');
    const target = ['-h', 'localhost', '-4', '-p', String(port), '-A', request];
    const { code, output } = await run('tstclnt', [...target, ...database, '-v', ...nssKey]);
    if (code !== 0 || !/^hello$/m.test(output)) throw new Error(`tstclnt ended with ${code}: ${output}`);
  },
  // Tried with tstclnt, of which it asks no key either.
  serve: 'selfserv prints the key that it is given and shows its certificate all the same',
};

/** Waits until the handshake is over, says a line and hears it back. */
async function sayHello(child: Child, sign: string): Promise<void> {
  try {
    await child.waitFor(sign, 8000);
    child.write('hello\n');
    await child.waitFor(/^hello$/m, 8000);
  } finally {
    await child.stop();
  }
}

/** OpenSSL, GnuTLS and NSS. */
export const externalKeys: readonly SessionPeer[] = [openssl, gnutls, nss].map(keyedPeer);
