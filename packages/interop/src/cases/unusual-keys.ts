/** Certificates whose keys only old peers can handle: too short, of X9.42, and agreeing in place of signing. RFC 5246 §7.4.2, §7.4.4 */

import type { Case, Skip } from '../case.ts';
import type { Certificates } from '../certificates.ts';
import type { LegacySuiteName, VersionName } from '../facts.ts';
import { type Pair, roles } from '../pair.ts';
import type { Identity, UnusualKey } from '../peer.ts';
import { has } from './legacy.ts';

interface Meeting {
  readonly key: UnusualKey;
  readonly variant: string;
  readonly suite: LegacySuiteName;
  readonly server: (certificates: Certificates) => Identity;
  readonly client?: (certificates: Certificates) => Identity;
}

const exporting = [
  'TLS_RSA_EXPORT_WITH_RC4_40_MD5',
  'TLS_RSA_EXPORT_WITH_RC2_CBC_40_MD5',
  'TLS_RSA_EXPORT_WITH_DES40_CBC_SHA',
] as const;
const dh = 'TLS_DH_RSA_WITH_AES_128_CBC_SHA';

const meetings: readonly Meeting[] = [
  // A key of 512 bits needs no shorter one in ServerKeyExchange.
  ...exporting.map(
    (suite): Meeting => ({
      key: 'short',
      variant: `${suite} with a short key`,
      suite,
      server: ({ shortRsa }) => shortRsa,
    }),
  ),
  {
    key: 'X9.42',
    variant: 'server with a key of X9.42',
    suite: dh,
    server: ({ agreeing }) => agreeing.server['dh of X9.42'],
  },
  {
    key: 'fixed dh',
    variant: 'client certificate with a fixed dh key',
    suite: dh,
    server: ({ agreeing }) => agreeing.server.dh,
    client: ({ agreeing }) => agreeing.client.dh,
  },
  {
    key: 'fixed ecdh',
    variant: 'client certificate with a fixed ecdh key',
    suite: 'TLS_ECDH_ECDSA_WITH_AES_128_CBC_SHA',
    server: ({ agreeing }) => agreeing.server.ecdh,
    client: ({ agreeing }) => agreeing.client.ecdh,
  },
];

/** Each of them in each version with extensions, short keys in SSL 3.0 too. */
export function* unusualKeys(pair: Pair): Generator<Case | Skip> {
  for (const version of ['SSL 3.0', 'TLS 1.0', 'TLS 1.1', 'TLS 1.2'] as const)
    for (const meeting of meetings)
      if (has(version, meeting.suite) && (version !== 'SSL 3.0' || meeting.key === 'short'))
        yield attempt(pair, version, meeting);
}

function attempt(pair: Pair, version: VersionName, { key, variant, suite, server, client }: Meeting): Case | Skip {
  const topic = `${version} legacy`;
  const lack = roles.map((role) => lackOf(pair, role, key, version)).find((reason) => reason !== undefined);
  if (lack !== undefined) return pair.skip(topic, variant, lack);
  const both = { version, suites: [suite] } as const;
  const own = client?.(pair.certificates);
  const identity = server(pair.certificates);
  return pair.try(topic, variant, {
    // The verifier of paths believes nothing that is so short.
    client: {
      ...both,
      ...(own !== undefined && { identity: own }),
      ...(key === 'short' && { setting: 'any certificate' }),
    },
    // Bouncy Castle bears no request with others.
    server: { ...both, identity, ...(own !== undefined && { clientAuth: 'require', setting: 'old signatures' }) },
    expected: { outcome: 'done', version, suite },
  });
}

function lackOf(pair: Pair, role: 'client' | 'server', key: UnusualKey, version: VersionName): string | undefined {
  const { peer, abilities } = pair[role];
  const { versions = [], lacks } = abilities.legacy ?? {};
  return versions.includes(version) && lacks !== undefined ? lacks(key, role, version) : `not in ${peer.name}`;
}
