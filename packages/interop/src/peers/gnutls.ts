/** GnuTLS's command line: gnutls-serv in its echo mode, and gnutls-cli. */

import { run, start } from '../child.ts';
import {
  type AnySuiteName,
  classicSuiteNames,
  type GroupName,
  groupNames,
  keyKinds,
  legacySuite,
  remainingLegacySuites,
  suiteNames,
} from '../facts.ts';
import { freePort } from '../free-port.ts';
import type { Abilities, ClientOptions, Missing, Outcome, Peer, RunningServer, ServerOptions } from '../peer.ts';
import { finishClient, sayLine } from './commands.ts';
import { sameKindDecoy } from './decoy.ts';

/** gnutls-serv and gnutls-cli as a peer. */
export const gnutls: Peer = {
  name: 'gnutls',
  prepare,
  listen,
  connect,
  // Without --single-key-share the client sends a share for the first group of two kinds.
  decoy: sameKindDecoy,
  close: async () => {},
};

async function prepare(): Promise<Abilities | Missing> {
  const { code, output } = await run('gnutls-cli', ['--list']);
  const groupsLine = /^Groups: (.*)$/m.exec(output)?.[1];
  if (code !== 0 || groupsLine === undefined) return { missing: 'no gnutls-cli command' };
  const serverVersion = (await run('gnutls-serv', ['--version'])).output;
  const version = /gnutls-serv (\S+)/.exec(serverVersion)?.[1];
  if (version === undefined) return { missing: 'no gnutls-serv command' };
  const known = new Set(groupsLine.split(/[ ,]+/));
  return {
    version,
    groups: groupNames.filter((name) => known.has(gnutlsGroup(name))),
    suites: suiteNames,
    classicSuites: classicSuiteNames,
    legacy: {
      versions: ['TLS 1.0', 'TLS 1.1', 'TLS 1.2'],
      suites: remainingLegacySuites.filter((name) => !/_DES_|DES40|EXPORT|IDEA|SEED|ARIA/.test(name)),
    },
    keys: keyKinds,
    keyUpdate: ['client'],
    renegotiation: { begins: ['client'], follows: ['client', 'server'] },
  };
}

async function listen(options: ServerOptions, attempt = 1): Promise<RunningServer> {
  const port = await freePort();
  const child = start(
    'gnutls-serv',
    [
      ['--echo', '--port', String(port), '--priority', priority(options), '--noticket'],
      ['--x509cafile', options.roots, '--x509certfile', options.identity.bundle],
      ['--x509keyfile', options.identity.key],
      clientAuthArguments(options),
      alpnArguments(options.alpn),
      options.alpn === undefined ? [] : ['--alpn-fatal'],
    ].flat(),
  );
  try {
    // Its standard output is buffered, so that the port is the only sign that it listens.
    await child.waitFor(/listening on IPv4 .*\.\.\.done/, 5_000);
  } catch (error) {
    await child.stop();
    if (attempt < 3) return listen(options, attempt + 1);
    throw new Error(`gnutls-serv: ${error instanceof Error ? error.message : error}\n${child.output()}`);
  }
  return {
    port,
    finish: async () => {
      await child.stop();
      return serverOutcome(child.output());
    },
  };
}

/** gnutls-serv serves until it is stopped, so its log alone says how the connection went. */
function serverOutcome(log: string): Outcome {
  const message = /^(?:Error|\*\*\* Fatal|\|<1>\|)[^\n]*(?:\n[^\n]*rror: [^\n]*)?/m.exec(log)?.[0] ?? '';
  const ok = message === '' && log.includes('received cmd');
  const alpn = /^- Application protocol: (\S+)$/m.exec(log)?.[1];
  return { ok, message: ok ? '' : message || 'no line came', log, ...(alpn !== undefined && { alpn }) };
}

async function connect(options: ClientOptions): Promise<Outcome> {
  const { identity } = options;
  const child = start(
    'gnutls-cli',
    [
      ['--port', String(options.port), '--priority', priority(options), '--x509cafile', options.roots],
      ['--sni-hostname', options.serverName, '--verify-hostname', options.serverName],
      identity === undefined ? [] : ['--x509certfile', identity.bundle, '--x509keyfile', identity.key],
      options.oneShare === true ? ['--single-key-share'] : [],
      options.updateKeys === true || options.renegotiate === 'begin' ? ['--inline-commands'] : [],
      alpnArguments(options.alpn),
      ['127.0.0.1'],
    ].flat(),
  );
  if (options.updateKeys === true) child.write('^rekey^\n');
  if (options.renegotiate === 'begin') child.write('^renegotiate^\n');
  const said = await sayLine(child, options.line);
  if (said !== undefined) return { ok: false, message: errorLine(child.output()) || said, log: child.output() };
  const outcome = await finishClient(child, errorLine);
  const alpn = /^- Application protocol: (\S+)$/m.exec(outcome.log)?.[1];
  return alpn === undefined ? outcome : { ...outcome, alpn };
}

function errorLine(log: string): string {
  return /^\*\*\* .*$/m.exec(log)?.[0] ?? /^- Status: .* NOT .*$/m.exec(log)?.[0] ?? '';
}

function priority({ version, groups, suites }: ServerOptions | ClientOptions): string {
  const weak = suites?.some((name) => legacySuite(name) !== undefined) === true;
  return [
    `NORMAL:-VERS-ALL:+VERS-TLS${version?.slice(4) ?? '1.3'}`,
    ...(weak
      ? [
          '+MAC-ALL',
          '+MD5',
          '+SHA256',
          '+SIGN-RSA-SHA1',
          '+SIGN-ECDSA-SHA1',
          '+SIGN-DSA-SHA1',
          '+SIGN-DSA-SHA256',
          '%ALLOW_SMALL_RECORDS',
        ]
      : []),
    ...(groups === undefined ? [] : ['-GROUP-ALL', ...groups.map((name) => `+${gnutlsGroup(name)}`)]),
    ...(suites === undefined
      ? []
      : ['-CIPHER-ALL', ...suites.map((name) => `+${gnutlsCipher(name)}`), ...keyExchanges(suites)]),
  ].join(':');
}

/** `AES-128-GCM` for any suite with that cipher. */
function gnutlsCipher(name: AnySuiteName): string {
  return name
    .replace(/^TLS_(.*_WITH_)?/, '')
    .replace(/_(SHA\d*|MD5)$/, '')
    .replace('3DES_EDE', '3DES')
    .replace('RC4_128', 'ARCFOUR-128')
    .replaceAll('_', '-');
}

/** In TLS 1.3 a suite says nothing of the key exchange. */
function keyExchanges(suites: readonly AnySuiteName[]): string[] {
  const named = suites.flatMap((name) => /^TLS_(.*)_WITH_/.exec(name)?.[1]?.replace('_', '-') ?? []);
  return named.length === 0 ? [] : ['-KX-ALL', ...new Set(named.map((name) => `+${name}`))];
}

function gnutlsGroup(name: GroupName): string {
  return `GROUP-${name.toUpperCase().replace('MLKEM', '-MLKEM')}`;
}

function clientAuthArguments(options: ServerOptions): string[] {
  if (options.clientAuth === 'none') return ['--disable-client-cert'];
  return [...(options.clientAuth === 'require' ? ['--require-client-cert'] : []), '--verify-client-cert'];
}

function alpnArguments(alpn: readonly string[] | undefined): string[] {
  return (alpn ?? []).map((protocol) => `--alpn=${protocol}`);
}
