/** Suites in which no certificate says who is there: shared keys, and nobody at all. RFC 4279, RFC 5489, RFC 5246 §F.1.1.1 */

import { compose } from 'handfast/crypto';
import { type LegacyOptions, legacy } from 'handfast/legacy';
import { legacyProvider } from 'handfast/providers/legacy';
import { nodeProvider } from 'handfast/providers/node';
import type { Certificates } from '../certificates.ts';
import { run, start } from '../child.ts';
import { opensslVisits } from './openssl-programs.ts';
import { ourServer, ourVisit } from './our-side.ts';
import type { SessionCase, SessionPeer } from './session-case.ts';

interface KeyedSuite {
  readonly name: string;
  readonly openssl: string;
  readonly kind: 'psk' | 'anonymous';
}

const suites: readonly KeyedSuite[] = [
  { name: 'TLS_PSK_WITH_AES_128_CBC_SHA', openssl: 'PSK-AES128-CBC-SHA', kind: 'psk' },
  { name: 'TLS_PSK_WITH_AES_128_GCM_SHA256', openssl: 'PSK-AES128-GCM-SHA256', kind: 'psk' },
  { name: 'TLS_DHE_PSK_WITH_AES_128_CBC_SHA', openssl: 'DHE-PSK-AES128-CBC-SHA', kind: 'psk' },
  { name: 'TLS_ECDHE_PSK_WITH_AES_128_CBC_SHA', openssl: 'ECDHE-PSK-AES128-CBC-SHA', kind: 'psk' },
  { name: 'TLS_DH_anon_WITH_AES_128_CBC_SHA', openssl: 'ADH-AES128-SHA', kind: 'anonymous' },
  { name: 'TLS_ECDH_anon_WITH_AES_128_CBC_SHA', openssl: 'AECDH-AES128-SHA', kind: 'anonymous' },
];

export const key = '000102030405060708090a0b0c0d0e0f';
export const identity = 'somebody';

/** Our options for a suite; `more` goes to `legacy`. */
export function ours({ name, kind }: { readonly name: string; readonly kind: string }, more?: Partial<LegacyOptions>) {
  return {
    versions: ['TLS 1.2'] as const,
    cipherSuites: [],
    crypto: compose(nodeProvider, legacyProvider),
    legacy: legacy({ cipherSuites: [name], leastPrimeBits: 1024, ...more }),
    insecureAcceptAnyCertificate: kind === 'anonymous',
    ...(kind === 'psk' && { psks: [{ identity, key: Buffer.from(key, 'hex') }] }),
  };
}

const opensslArguments = ({ openssl, kind }: KeyedSuite): string[] => [
  '-tls1_2',
  '-cipher',
  `${openssl}:@SECLEVEL=0`,
  ...(kind === 'psk' ? ['-psk_identity', identity, '-psk', key] : []),
];

async function asClient(certificates: Certificates, suite: KeyedSuite): Promise<string | undefined> {
  const server = await ourServer(certificates, ours(suite));
  try {
    await opensslVisits(certificates, server.port, opensslArguments(suite));
  } finally {
    server.stop();
  }
  const [seen] = await server.visited(1);
  return seen?.info.cipherSuite === suite.name ? undefined : `${seen?.info.cipherSuite} was agreed on`;
}

async function asServer(certificates: Certificates, suite: KeyedSuite): Promise<string | undefined> {
  const child = start('stdbuf', [
    '-oL',
    'openssl',
    's_server',
    '-accept',
    '127.0.0.1:0',
    '-nocert',
    ...opensslArguments(suite),
  ]);
  try {
    const accepting = /^ACCEPT .*:(\d+)$/m;
    const port = Number(accepting.exec(await child.waitFor(accepting, 10_000))?.[1]);
    child.onOutput((text) => {
      if (/(^|\n)hello\n/.test(text)) child.write('hello\n');
    });
    const { info } = await ourVisit(certificates, { port, ...ours(suite) });
    return info.cipherSuite === suite.name ? undefined : `${info.cipherSuite} was agreed on`;
  } finally {
    await child.stop();
  }
}

/** OpenSSL without certificates. */
export const keyedSuites: SessionPeer = {
  name: 'openssl',
  version: async () => /^OpenSSL (\S+)/.exec((await run('openssl', ['version'])).output)?.[1],
  cases: (certificates) =>
    suites.flatMap((suite): SessionCase[] => [
      {
        client: 'handfast',
        server: 'openssl',
        variant: suite.name,
        attempt: () => asServer(certificates, suite),
      },
      { client: 'openssl', server: 'handfast', variant: suite.name, attempt: () => asClient(certificates, suite) },
    ]),
};
