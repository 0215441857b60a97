/** Implementations of DTLS that play both ends of one tiny echo conversation over UDP. */

import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cacheFolder } from '../cache.ts';
import { type Child, run, start } from '../child.ts';
import { nss as pages } from '../pages/nss.ts';
import type { Identity } from '../peer.ts';
import type { DatagramVersion } from './versions.ts';

export interface DatagramPeer {
  readonly name: string;
  readonly versions: readonly DatagramVersion[];
  /** Why it speaks no DTLS 1.3 with us. */
  readonly no13?: string;
  /** Finds, and where need be builds, the implementation; why it is not here. */
  prepare(): Promise<{ readonly missing: string } | undefined>;
  /** Starts a server that sends back what comes. */
  listen(
    version: DatagramVersion,
    port: number,
    identity: Identity,
    args?: readonly string[],
  ): Promise<{ readonly child: Child; readonly port: number }>;
  /** Starts a client that sends `line`, of its own or as it is told, and prints what comes back. */
  connect(version: DatagramVersion, port: number, args?: readonly string[]): Child | Promise<Child>;
  /** It follows a renegotiation; what it must be told to begin one, where it can. */
  readonly renegotiates?: { readonly client?: string; readonly server?: string };
  /** Why it is tried as a client alone. */
  readonly noServer?: string;
}

/** What clients say. */
export const line = 'what is said here comes back';

const openssl: DatagramPeer = {
  name: 'openssl',
  versions: ['DTLS 1.0', 'DTLS 1.2'],
  no13: 'OpenSSL has none',
  renegotiates: { client: 'R\n', server: 'r\n' },
  prepare: () => needs('openssl', ['version']),
  async listen(version, port, { certificate, key }, args = []) {
    const address = ['-accept', `127.0.0.1:${port}`, '-client_renegotiation'];
    const child = start('openssl', [
      's_server',
      ...opensslFlags(version),
      ...address,
      '-cert',
      certificate,
      '-key',
      key,
      ...args,
    ]);
    await child.waitFor('ACCEPT', 5000);
    // s_server has no echo over datagrams: what it reads on standard input it sends.
    child.onOutput((text) => text.includes(line) && child.write(`${line}\n`));
    return { child, port };
  },
  connect(version, port, args = []) {
    return start('openssl', ['s_client', ...opensslFlags(version), '-connect', `127.0.0.1:${port}`, ...args]);
  },
};

/** The old version signs with SHA-1, which is below its usual level of security. */
const opensslFlags = (version: DatagramVersion): readonly string[] =>
  version === 'DTLS 1.0' ? ['-dtls1', '-cipher', 'DEFAULT:@SECLEVEL=0'] : ['-dtls1_2'];

const gnutls: DatagramPeer = {
  name: 'gnutls',
  versions: ['DTLS 1.0', 'DTLS 1.2'],
  no13: 'GnuTLS has none',
  // gnutls-serv has no command for it.
  renegotiates: { client: '^renegotiate^\n' },
  prepare: () => needs('gnutls-serv', ['--version']),
  async listen(version, port, { certificate, key }, args = ['--disable-client-cert']) {
    const files = ['--x509certfile', certificate, '--x509keyfile', key];
    const address = ['--udp', '-p', String(port), gnutlsPriority(version)];
    const child = start('gnutls-serv', [...address, '--echo', ...files, ...args]);
    await child.waitFor('listening', 5000);
    return { child, port };
  },
  connect(version, port, args = []) {
    const address = ['--udp', '-p', String(port), gnutlsPriority(version)];
    return start('gnutls-cli', [...address, '--insecure', '--inline-commands', ...args, '127.0.0.1']);
  },
};

const gnutlsPriority = (version: DatagramVersion): string =>
  `--priority=NORMAL:-VERS-ALL:+VERS-${version.replace(' ', '')}`;

/** Programs of our own around a library: they print their port, and what they hear. */
function program(
  name: string,
  versions: readonly DatagramVersion[],
  build: (source: string, folder: string) => Promise<string | { readonly missing: string }>,
  argument: (version: DatagramVersion) => readonly string[],
): DatagramPeer {
  let executable = '';
  return {
    name,
    versions,
    async prepare() {
      const built = await build(
        fileURLToPath(new URL(`../../peers/${name}`, import.meta.url)),
        await cacheFolder(name),
      );
      if (typeof built !== 'string') return built;
      executable = built;
      return undefined;
    },
    async listen(version) {
      const child = start(executable, ['server', ...argument(version), 'cookie']);
      const output = await child.waitFor(/^port \d+$/m, 5000);
      return { child, port: Number(/^port (\d+)$/m.exec(output)?.[1]) };
    },
    connect: (version, port) => start(executable, ['client', ...argument(version), String(port)]),
  };
}

const pion: DatagramPeer = {
  ...program('pion', ['DTLS 1.2'], buildPion, () => []),
  no13: 'its releases have none yet',
};

async function buildPion(source: string, folder: string): Promise<string | { readonly missing: string }> {
  const executable = join(folder, 'peer');
  const build = await run('go', ['build', '-o', executable, '.'], {
    directory: source,
    environment: { GOTOOLCHAIN: 'local' },
    milliseconds: 200_000,
  });
  return build.code === 0 ? executable : { missing: `go build failed: ${build.output}` };
}

const dimpl = program(
  'dimpl',
  ['DTLS 1.2', 'DTLS 1.3'],
  async (source, folder) => {
    const flags = ['build', '--release', '--locked', '--quiet', '--target-dir', folder];
    const build = await run('cargo', flags, { directory: source, milliseconds: 500_000 });
    if (build.code !== 0) return { missing: `cargo build failed: ${build.output}` };
    return join(folder, 'release', 'handfast-interop-dimpl');
  },
  (version) => [version === 'DTLS 1.3' ? '13' : '12'],
);

const nss: DatagramPeer = {
  name: 'nss',
  versions: ['DTLS 1.2'],
  // NSS 3.87 offers it as 0x7f2b.
  no13: 'it speaks draft 43, with which nobody else agrees',
  noServer: 'selfserv speaks no DTLS',
  prepare: async () => ((await pages.version()) === undefined ? { missing: 'no tstclnt command' } : undefined),
  listen() {
    throw new Error('selfserv speaks no DTLS');
  },
  connect(_version, port) {
    const range = ['-V', 'tls1.2:tls1.2'];
    // Without a database it trusts nobody: it goes on all the same.
    return start('tstclnt', ['-P', 'client', '-D', '-o', ...range, '-h', '127.0.0.1', '-p', String(port)]);
  },
};

async function needs(command: string, args: readonly string[]): Promise<{ readonly missing: string } | undefined> {
  const { code } = await run(command, args);
  return code === 0 ? undefined : { missing: `no ${command} command` };
}

const wolfssl: DatagramPeer = {
  name: 'wolfssl',
  versions: ['DTLS 1.0', 'DTLS 1.2'],
  no13: 'Debian builds it without',
  async prepare() {
    const source = fileURLToPath(new URL('../../peers/wolfssl/peer.c', import.meta.url));
    const build = await run('cc', ['-O1', '-o', await wolfsslProgram(), source, '-lwolfssl']);
    return build.code === 0 ? undefined : { missing: 'no libwolfssl-dev to compile with' };
  },
  async listen(version, _port, { certificate, key }) {
    const child = start(await wolfsslProgram(), ['server', wolfsslVersion(version), certificate, key]);
    const output = await child.waitFor(/^port \d+$/m, 5000);
    return { child, port: Number(/^port (\d+)$/m.exec(output)?.[1]) };
  },
  connect: async (version, port) => start(await wolfsslProgram(), ['client', wolfsslVersion(version), String(port)]),
};

const wolfsslProgram = async (): Promise<string> => join(await cacheFolder('wolfssl'), 'peer');
const wolfsslVersion = (version: DatagramVersion): string => (version === 'DTLS 1.0' ? '10' : '12');

export const datagramPeers: readonly DatagramPeer[] = [openssl, gnutls, nss, pion, dimpl, wolfssl];
