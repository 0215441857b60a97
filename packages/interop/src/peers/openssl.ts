/** OpenSSL's command line: s_server and s_client, one process for each connection. */

import { run, start } from '../child.ts';
import {
  type AnySuiteName,
  classicSuiteNames,
  type GroupName,
  groupNames,
  keyKinds,
  legacySuite,
  oldGroupNames,
  remainingLegacySuites,
  suiteNames,
} from '../facts.ts';
import type { Abilities, ClientOptions, Missing, Outcome, Peer, RunningServer, ServerOptions } from '../peer.ts';
import { echoLines, finishClient, sayLine } from './commands.ts';
import { sameKindDecoy } from './decoy.ts';

/** The openssl command as a peer. */
export const openssl: Peer = {
  name: 'openssl',
  prepare,
  listen,
  connect,
  // The client makes a share for its first group alone (3.0 to 3.4) or for the first of each kind (3.5).
  decoy: sameKindDecoy,
  close: async () => {},
};

async function prepare(): Promise<Abilities | Missing> {
  const { code, output } = await run('openssl', ['version']);
  const version = /^OpenSSL (\d+)\.(\d+)\.\S+/.exec(output);
  if (code !== 0 || version === null) return { missing: 'no openssl command' };
  const [found, major, minor] = version;
  if (Number(major) < 3) return { missing: `${found}: version 3.0 or later is needed` };
  const hybrid = Number(major) > 3 || Number(minor) >= 5;
  return {
    version: found.replace('OpenSSL ', ''),
    groups: hybrid ? groupNames : oldGroupNames,
    suites: suiteNames,
    classicSuites: classicSuiteNames,
    legacy: { versions: ['TLS 1.0', 'TLS 1.1', 'TLS 1.2'], suites: opensslLegacySuites },
    keys: keyKinds,
    keyUpdate: ['client', 'server'],
    renegotiation: { begins: ['client', 'server'], follows: ['client', 'server'] },
    stapling: ['client', 'server'],
  };
}

async function listen(options: ServerOptions): Promise<RunningServer> {
  // What s_server says about a key update would stay in the buffer of its standard output.
  const unbuffered = options.updateKeys === true || options.renegotiate === 'begin';
  const child = start(
    unbuffered ? 'stdbuf' : 'openssl',
    [
      unbuffered ? ['-oL', 'openssl'] : [],
      ['s_server', '-accept', '127.0.0.1:0', '-naccept', '1', versionArgument(options)],
      commonArguments(options),
      ['-cert', options.identity.certificate, '-cert_chain', options.identity.chain, '-key', options.identity.key],
      clientAuthArguments(options),
      options.renegotiate === 'follow' ? ['-client_renegotiation'] : [],
      options.ocspResponse === undefined ? [] : ['-status_file', options.ocspResponse],
    ].flat(),
  );
  const accepting = /^ACCEPT .*:(\d+)$/m;
  const output = await child.waitFor(accepting, 10_000).catch(async (error: Error) => {
    await child.stop();
    throw new Error(`openssl s_server: ${error.message}\n${child.output()}`);
  });
  echoLines(child, async () => {
    if (!unbuffered) return;
    child.write(options.updateKeys === true ? 'K\n' : 'r\n');
    // Commands and data are told apart by where a read of standard input begins.
    await child.waitFor('SSL_do_handshake -> 1', 5_000);
  });
  return {
    port: Number(accepting.exec(output)?.[1]),
    finish: async () => {
      await child.waitFor(/^CONNECTION (CLOSED|FAILURE)$|^ERROR$/m, 2_000).catch(() => {});
      await child.stop();
      return serverOutcome(child.output());
    },
  };
}

/** "DONE" is what s_server prints on close_notify, "ERROR" on anything else. */
function serverOutcome(log: string): Outcome {
  const ok = /^DONE$/m.test(log) && !/^ERROR$/m.test(log);
  const alpn = /^ALPN protocols selected: (\S+)$/m.exec(log)?.[1];
  return {
    ok,
    message: ok ? '' : errorLine(log) || 'it saw no close_notify',
    log,
    ...(alpn !== undefined && { alpn }),
  };
}

async function connect(options: ClientOptions): Promise<Outcome> {
  const { identity } = options;
  const commands = options.updateKeys === true || options.renegotiate === 'begin';
  const child = start(
    'openssl',
    [
      [
        's_client',
        versionArgument(options),
        '-connect',
        `127.0.0.1:${options.port}`,
        '-servername',
        options.serverName,
      ],
      // Brief also means that s_client takes no commands.
      commands || options.askStatus === true ? [] : ['-brief'],
      options.askStatus === true ? ['-status'] : [],
      commonArguments(options),
      ['-verify', '4', '-verify_return_error', '-verify_hostname', options.serverName],
      identity === undefined
        ? []
        : ['-cert', identity.certificate, '-cert_chain', identity.chain, '-key', identity.key],
    ].flat(),
  );
  if (commands) {
    const [command, answer] = options.updateKeys === true ? ['K\n', 'KEYUPDATE'] : ['R\n', 'RENEGOTIATING'];
    await child.waitFor('Secure Renegotiation', 10_000).catch(() => {});
    child.write(command);
    await child.waitFor(answer, 5_000).catch(() => {});
  }
  const said = await sayLine(child, options.line);
  if (said !== undefined) return { ok: false, message: errorLine(child.output()) || said, log: child.output() };
  const outcome = await finishClient(child, errorLine);
  return options.askStatus === true
    ? { ...outcome, stapled: /OCSP Response Status: successful/.test(outcome.log) }
    : outcome;
}

function commonArguments(options: ServerOptions | ClientOptions): string[] {
  const { groups, suites, alpn } = options;
  return [
    groups === undefined ? [] : ['-groups', groups.map(opensslGroup).join(':')],
    suites === undefined ? [] : suiteArguments(options, suites),
    alpn === undefined ? [] : ['-alpn', alpn.join(',')],
    ['-CAfile', options.roots, '-no-CApath', '-no-CAstore'],
  ].flat();
}

function versionArgument({ version = 'TLS 1.3' }: ServerOptions | ClientOptions): string {
  return version === 'TLS 1.0' ? '-tls1' : `-tls${version.slice(4).replace('.', '_')}`;
}

function suiteArguments({ version }: ServerOptions | ClientOptions, suites: readonly AnySuiteName[]): string[] {
  if (version === undefined || version === 'TLS 1.3') return ['-ciphersuites', suites.join(':')];
  const level = version !== 'TLS 1.2' || suites.some(legacySuite) ? ':@SECLEVEL=0' : '';
  const providers = suites.some((name) => name.includes('SEED')) ? ['-provider', 'legacy', '-provider', 'default'] : [];
  return ['-cipher', suites.map(opensslSuite).join(':') + level, ...providers];
}

/** Those that it is usually built with. */
export const opensslLegacySuites = remainingLegacySuites.filter((name) => !/RC4|DES|IDEA|CAMELLIA.*GCM/.test(name));

/** OpenSSL's own name of a suite of TLS 1.2: `ECDHE-RSA-AES128-GCM-SHA256`. */
export function opensslSuite(name: string): string {
  const legacy = legacySuite(name)?.openssl;
  if (legacy !== undefined) return legacy;
  return name
    .replace(/^TLS_/, '')
    .replace('_WITH', '')
    .replace(/(POLY1305)_SHA256$/, '$1')
    .replace(/AES_(\d+)/, 'AES$1')
    .replace('CCM_8', 'CCM8')
    .replaceAll('_', '-');
}

function clientAuthArguments(options: ServerOptions): string[] {
  if (options.clientAuth === 'none') return [];
  return [options.clientAuth === 'require' ? '-Verify' : '-verify', '4', '-verify_return_error'];
}

/** Names of groups as every version of OpenSSL 3 takes them. */
export function opensslGroup(name: GroupName): string {
  const names: Partial<Record<GroupName, string>> = {
    x25519: 'X25519',
    x448: 'X448',
    secp256r1: 'P-256',
    secp384r1: 'P-384',
    secp521r1: 'P-521',
  };
  return names[name] ?? name;
}

/** The last line of OpenSSL's error queue, without its numbers. */
function errorLine(log: string): string {
  const lines = [...log.matchAll(/error:[0-9A-F]+:(.*)$/gm)].map(([, text]) => text ?? '');
  const last = lines.at(-1)?.replace(/:[^:]*\.c:\d+:/, ': ');
  return last ?? /verify error:.*$/m.exec(log)?.[0] ?? '';
}
