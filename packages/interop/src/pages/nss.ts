/** NSS's command line: tstclnt loads the page from `handfast serve`, `handfast connect --get` fetches one from selfserv. */

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { identityFor } from '../cases/legacy.ts';
import { run } from '../child.ts';
import { legacySuites } from '../facts.ts';
import { getPage } from './handfast-command.ts';
import { must, newDatabase, startSelfserv } from './nss-programs.ts';
import { staplesOfSelfserv } from './nss-staples.ts';
import type { PageCase, PageContext, PagePeer } from './page-peer.ts';
import { pageText } from './page-peer.ts';

/** tstclnt and selfserv as a peer; certutil, pk12util and openssl fill their databases. */
export const nss: PagePeer = {
  name: 'nss',
  async version() {
    const help = [
      (await run('tstclnt', [])).code,
      (await run('selfserv', [])).code,
      (await run('certutil', ['-H'])).code,
    ];
    return help.includes(notFound) ? undefined : 'tstclnt and selfserv';
  },
  cases: (context) => [...fromOurServer(context), ...fromSelfserv(context)],
};

const notFound = 127;

/** tstclnt reports for each of its connections how many were resumed before, and how many of those by ticket. */
function fromOurServer(context: PageContext): readonly PageCase[] {
  const thrice = ['-L', '3'];
  return [
    loading(context, 'own defaults', []),
    loading(context, 'TLS 1.3', only('tls1.3')),
    loading(context, 'TLS 1.2', only('tls1.2')),
    loading(context, 'TLS 1.2, False Start', [...only('tls1.2'), '-g']),
    loading(context, 'TLS 1.3, resumed', [...only('tls1.3'), '-u', ...thrice], /^2 stateless resumes/m),
    loading(context, 'TLS 1.2, resumed by ticket', [...only('tls1.2'), '-u', ...thrice], /^2 stateless resumes/m),
    loading(context, 'TLS 1.2, resumed by session ID', [...only('tls1.2'), ...thrice], /^2 cache hits.*\n0 stateless/m),
    ...(['tls1.0', 'tls1.1'] as const).map((version) =>
      loading(context, `${versionName(version)}, legacy`, only(version), undefined, ['--legacy']),
    ),
    ...['tls1.0', 'tls1.2'].flatMap((version) =>
      nssLegacySuites.map((suite) => loadingOldSuite(context, version, suite)),
    ),
    loading(context, 'TLS 1.2, renegotiated', [...only('tls1.2'), '-r', '1'], /TLS 1\.2.*renegotiated/, [
      '--renegotiate',
      'secure',
    ]),
    stapled(context, 'TLS 1.2, stapled', true),
    stapled(context, 'TLS 1.2, not stapled', false),
    refusing(context),
  ];
}

/** Those that it still has, and enables where it is told to by their numbers. */
const nssLegacySuites = [
  'TLS_RSA_WITH_NULL_SHA',
  'TLS_RSA_WITH_RC4_128_SHA',
  'TLS_RSA_WITH_3DES_EDE_CBC_SHA',
  'TLS_RSA_WITH_AES_128_CBC_SHA',
  'TLS_RSA_WITH_CAMELLIA_128_CBC_SHA',
  'TLS_RSA_WITH_SEED_CBC_SHA',
  'TLS_DHE_RSA_WITH_AES_128_CBC_SHA',
  'TLS_ECDH_ECDSA_WITH_AES_128_CBC_SHA',
  'TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA',
  'TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA',
] as const;

function loadingOldSuite(context: PageContext, version: string, suite: (typeof nssLegacySuites)[number]): PageCase {
  const identity = identityFor(suite, context.certificates);
  const number = legacySuites[suite].code.toString(16).padStart(4, '0');
  // One server for each certificate.
  const suites = nssLegacySuites.filter((other) => identityFor(other, context.certificates) === identity);
  const flags = [
    '--legacy',
    '--max',
    '1.2',
    '--suites',
    suites.join(),
    '--cert',
    identity.bundle,
    '--key',
    identity.key,
  ];
  return pageCase('nss', 'handfast', `${versionName(version)}, ${suite}`, async () => {
    const { port, child } = await context.served(flags);
    const args = [...only(version), '-c', `:${number}`];
    const { code, output } = await load(context, `${version} ${suite}`, [context.certificates.root], args, port);
    if (code !== 0 || !output.includes(pageText)) return `tstclnt ended with ${code}: ${output}`;
    return child.output().includes(suite) ? undefined : `it was not so: ${child.output()}`;
  });
}

const versionName = (name: string): string => name.replace('tls', 'TLS ');

function fromSelfserv(context: PageContext): readonly PageCase[] {
  const { root, strangeRoot } = context.certificates;
  const done = (code: number, output: string): boolean => code === 0 && output.includes('HTTP/1.0 200 OK');
  return [
    fetching(context, 'own defaults', [], root, done),
    fetching(context, 'TLS 1.3', only('tls1.3'), root, done),
    fetching(context, 'TLS 1.2', only('tls1.2'), root, done),
    ...['tls1.0', 'tls1.1'].map((version) =>
      fetching(context, `${versionName(version)}, legacy`, only(version), root, done, [
        '--legacy',
        `--min=${version.slice(3)}`,
        `--max=${version.slice(3)}`,
      ]),
    ),
    ...staplesOfSelfserv(context),
    fetching(context, 'unknown root', [], strangeRoot, (code) => code === exitUntrusted),
  ];
}

const only = (version: string): readonly string[] => ['-V', `${version}:${version}`];

function loading(
  context: PageContext,
  variant: string,
  args: readonly string[],
  sign?: RegExp,
  flags?: readonly string[],
): PageCase {
  return pageCase('nss', 'handfast', variant, async () => {
    const { ca, port, child } = await context.served(flags);
    const { code, output } = await load(context, variant, [ca], args, port);
    if (code !== 0 || !output.includes(pageText)) return `tstclnt ended with ${code}: ${output}`;
    return sign === undefined || sign.test(output + child.output()) ? undefined : `it was not so: ${output}`;
  });
}

function refusing(context: PageContext): PageCase {
  return pageCase('nss', 'handfast', 'unknown root', async () => {
    const { port } = await context.served();
    const { code, output } = await load(context, 'unknown root', [], [], port);
    return code !== 0 && output.includes('SEC_ERROR_UNKNOWN_ISSUER')
      ? undefined
      : `tstclnt ended with ${code}: ${output}`;
  });
}

/** With -F it wants to know that the certificate is good, and hears of it from nobody else: 2 says that it has not. */
function stapled(context: PageContext, variant: string, staple: boolean): PageCase {
  return pageCase('nss', 'handfast', variant, async () => {
    const { server, root, ocspResponse } = context.certificates;
    const { bundle, key } = server['ecdsa-secp256r1'];
    const flags = ['--cert', bundle, '--key', key, ...(staple ? ['--ocsp', ocspResponse] : [])];
    const { port } = await context.served(flags);
    const { code, output } = await load(context, variant, [root], [...only('tls1.2'), '-T', '-F', '-O'], port);
    return code === (staple ? 0 : 2) ? undefined : `tstclnt ended with ${code}: ${output}`;
  });
}

async function load(
  context: PageContext,
  variant: string,
  roots: readonly string[],
  args: readonly string[],
  port: number,
) {
  const request = join(context.directory, 'nss-request');
  await writeFile(request, 'GET / HTTP/1.0\r\nHost: localhost\r\n\r\n');
  const database = await newDatabase(context, `client ${variant}`);
  for (const root of roots) await must('certutil', [...database, '-A', '-n', 'root', '-t', 'C,,', '-i', root]);
  const target = ['-h', 'localhost', '-4', '-p', String(port), '-A', request];
  return run('tstclnt', [...target, ...database, '-v', ...args], { milliseconds: deadline });
}

function fetching(
  context: PageContext,
  variant: string,
  args: readonly string[],
  root: string,
  judge: (code: number, output: string) => boolean,
  flags?: readonly string[],
): PageCase {
  return pageCase('handfast', 'nss', variant, async () => {
    const { child, port } = await startSelfserv(context, variant, args);
    try {
      const { code, output } = await getPage(port, '/', root, flags);
      return judge(code, output) ? undefined : `exit code ${code}: ${output}`;
    } finally {
      await child.stop();
    }
  });
}

const pageCase = (client: string, server: string, variant: string, attempt: PageCase['attempt']): PageCase => ({
  client,
  server,
  variant,
  attempt,
});

const deadline = 30_000;
/** Of the exit codes of `handfast connect`: the peer's certificate is not trusted. */
const exitUntrusted = 5;
