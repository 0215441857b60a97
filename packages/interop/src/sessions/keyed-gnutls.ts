/** Suites in which no certificate says who is there, with GnuTLS: shared keys, passwords, and nobody at all. RFC 4279, RFC 5489, RFC 5054 */

import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Certificates, serverName } from '../certificates.ts';
import { type Child, run, start } from '../child.ts';
import { freePort } from '../free-port.ts';
import { serveFolder } from '../pages/handfast-command.ts';
import { identity, key, ours } from './keyed.ts';
import { ourServer, ourVisit } from './our-side.ts';
import type { SessionCase, SessionPeer, SessionSkip } from './session-case.ts';

interface KeyedSuite {
  readonly name: string;
  /** GnuTLS's name of the key exchange. */
  readonly exchange: string;
  readonly kind: 'psk' | 'anonymous' | 'srp';
}

const suites: readonly KeyedSuite[] = [
  { name: 'TLS_PSK_WITH_AES_128_CBC_SHA', exchange: 'PSK', kind: 'psk' },
  { name: 'TLS_DHE_PSK_WITH_AES_128_CBC_SHA', exchange: 'DHE-PSK', kind: 'psk' },
  { name: 'TLS_ECDHE_PSK_WITH_AES_128_CBC_SHA', exchange: 'ECDHE-PSK', kind: 'psk' },
  { name: 'TLS_RSA_PSK_WITH_AES_128_CBC_SHA', exchange: 'RSA-PSK', kind: 'psk' },
  { name: 'TLS_DH_anon_WITH_AES_128_CBC_SHA', exchange: 'ANON-DH', kind: 'anonymous' },
  { name: 'TLS_ECDH_anon_WITH_AES_128_CBC_SHA', exchange: 'ANON-ECDH', kind: 'anonymous' },
  { name: 'TLS_SRP_SHA_WITH_AES_128_CBC_SHA', exchange: 'SRP', kind: 'srp' },
  { name: 'TLS_SRP_SHA_RSA_WITH_AES_128_CBC_SHA', exchange: 'SRP-RSA', kind: 'srp' },
];

/** In these gnutls-cli 3.7.9 ends with a segmentation fault. */
const crashing = ['DHE-PSK', 'ECDHE-PSK'];

const user = identity;
const password = 'a secret';

const oursFor = (suite: KeyedSuite) => ours(suite, { srpCredentials: { user, password } });

const priority = ({ exchange }: KeyedSuite): string =>
  `--priority=NORMAL:-VERS-ALL:+VERS-TLS1.2:-CIPHER-ALL:+AES-128-CBC:-MAC-ALL:+SHA1:-KX-ALL:+${exchange}`;

async function asClient(certificates: Certificates, suite: KeyedSuite): Promise<string | undefined> {
  if (suite.kind === 'srp') return asSrpClient(certificates, suite);
  const own = suite.exchange === 'RSA-PSK' ? await rsaIdentity(certificates) : {};
  const server = await ourServer(certificates, { ...oursFor(suite), ...own });
  try {
    const psk = suite.kind === 'psk' ? [`--pskusername=${user}`, `--pskkey=${key}`] : [];
    await says(certificates, server.port, [priority(suite), ...psk]);
  } finally {
    server.stop();
  }
  const [seen] = await server.visited(1);
  if (suite.kind === 'psk' && Buffer.from(seen?.info.pskIdentity ?? []).toString() !== user) return 'no identity';
  return seen?.info.cipherSuite === suite.name ? undefined : `${seen?.info.cipherSuite} was agreed on`;
}

/** `handfast serve` reads the file that srptool has written. */
async function asSrpClient(certificates: Certificates, suite: KeyedSuite): Promise<string | undefined> {
  const { directory, server } = certificates;
  const { users } = await srpFiles(directory);
  const { bundle, key: own } = server.rsa;
  const flags = ['--echo', '--legacy', '--max', '1.2', '--suites', suite.name, '--cert', bundle, '--key', own];
  const { port, child } = await serveFolder(directory, directory, [...flags, '--srp-vfile', users]);
  try {
    await says(certificates, port, [priority(suite), `--srpusername=${user}`, `--srppasswd=${password}`]);
    return child.output().includes(suite.name) ? undefined : `another suite was agreed on: ${child.output()}`;
  } finally {
    await child.stop();
  }
}

/** gnutls-cli says a line and hears it back. */
async function says({ root }: Certificates, port: number, args: readonly string[]): Promise<void> {
  const names = [`--sni-hostname=${serverName}`, `--verify-hostname=${serverName}`, `--x509cafile=${root}`];
  const child = start('gnutls-cli', [`--port=${port}`, ...names, ...args, '127.0.0.1']);
  try {
    await child.waitFor('Simple Client Mode', 8000);
    child.write('hello\n');
    await child.waitFor(/^hello$/m, 8000);
    child.end();
    await child.exited;
  } catch (error) {
    throw new Error(`${error instanceof Error ? error.message : error}: ${child.output()}`);
  } finally {
    await child.stop();
  }
}

async function asServer(certificates: Certificates, suite: KeyedSuite): Promise<string | undefined> {
  const { port, child } = await listen(certificates, suite);
  try {
    const { info } = await ourVisit(certificates, { port, ...oursFor(suite) });
    return info.cipherSuite === suite.name ? undefined : `${info.cipherSuite} was agreed on`;
  } catch (error) {
    throw new Error(`${error instanceof Error ? error.message : error}: ${child.output()}`);
  } finally {
    await child.stop();
  }
}

async function listen(certificates: Certificates, suite: KeyedSuite): Promise<{ port: number; child: Child }> {
  const { directory, server } = certificates;
  const { users, groups } = await srpFiles(directory);
  const keys = join(directory, 'gnutls-keys');
  await writeFile(keys, `${user}:${key}\n`);
  const secrets = {
    psk: [`--pskpasswd=${keys}`],
    srp: [`--srppasswd=${users}`, `--srppasswdconf=${groups}`],
    anonymous: [],
  };
  const { bundle, key: own } = server.rsa;
  const shown = suite.exchange.includes('RSA') ? [`--x509certfile=${bundle}`, `--x509keyfile=${own}`] : [];
  const port = await freePort();
  const child = start('gnutls-serv', [
    `--port=${port}`,
    '--echo',
    '--disable-client-cert',
    priority(suite),
    ...shown,
    ...secrets[suite.kind],
  ]);
  await child.waitFor(/listening on IPv4 .*\.\.\.done/, 10_000);
  return { port, child };
}

/** What srptool makes of the user and the password. */
async function srpFiles(directory: string): Promise<{ readonly users: string; readonly groups: string }> {
  const [users, groups] = [join(directory, 'tpasswd'), join(directory, 'tpasswd.conf')];
  await run('srptool', ['--create-conf', groups]);
  const child = start('srptool', ['--passwd', users, '--passwd-conf', groups, '--username', user, '--index', '3']);
  child.write(`${password}\n`);
  child.end();
  if ((await child.exited) !== 0) throw new Error(`srptool: ${child.output()}`);
  return { users, groups };
}

async function rsaIdentity({ server }: Certificates) {
  return { cert: await readFile(server.rsa.bundle, 'latin1'), key: await readFile(server.rsa.key, 'latin1') };
}

/** GnuTLS without certificates. */
export const keyedGnutls: SessionPeer = {
  name: 'gnutls',
  version: async () => /^gnutls-cli (\S+)/m.exec((await run('gnutls-cli', ['--version'])).output)?.[1],
  cases: (certificates) =>
    suites.flatMap((suite): (SessionCase | SessionSkip)[] => [
      { client: 'handfast', server: 'gnutls', variant: suite.name, attempt: () => asServer(certificates, suite) },
      crashing.includes(suite.exchange)
        ? {
            client: 'gnutls',
            server: 'handfast',
            variant: suite.name,
            reason: 'gnutls-cli crashes, with its own server too',
          }
        : { client: 'gnutls', server: 'handfast', variant: suite.name, attempt: () => asClient(certificates, suite) },
    ]),
};
