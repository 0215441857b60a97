/** Versions and suites that only the legacy configuration has, with peers that still speak them. RFC 6101, RFC 2246, RFC 4346 */

import type { Case, Skip } from '../case.ts';
import type { Certificates } from '../certificates.ts';
import { type LegacySuiteName, legacySuite, legacySuiteNames, type VersionName, versionNames } from '../facts.ts';
import type { Pair } from '../pair.ts';
import { type Identity, legacyExtras } from '../peer.ts';

/** Each weak suite in each version that both sides have. */
export function* legacyHandshakes(pair: Pair): Generator<Case | Skip> {
  const [client, server] = [pair.client.abilities.legacy, pair.server.abilities.legacy];
  if (client === undefined || server === undefined) return;
  for (const version of versionNames.filter((name) => name !== 'TLS 1.3')) {
    for (const suite of legacySuiteNames) {
      if (!has(version, suite)) continue;
      // SSL 3.0 has no extensions, and so no curves.
      if (suite.includes('ECDH') && version === 'SSL 3.0') continue;
      const topic = `${version} legacy`;
      const lacks = [
        [pair.client, [...client.suites, ...(client.clientSuites ?? [])]] as const,
        [pair.server, server.suites] as const,
      ].find(([{ abilities }, suites]) => !abilities.legacy?.versions.includes(version) || !suites.includes(suite));
      if (lacks !== undefined) {
        yield pair.skip(topic, suite, `not in ${lacks[0].peer.name}`);
        continue;
      }
      const identity = identityFor(suite, pair.certificates);
      yield pair.try(topic, suite, {
        client: { version, suites: [suite] },
        server: { version, suites: [suite], identity },
        expected: { outcome: 'done', version, suite },
      });
    }
  }
}

/** Whether the version has the suite. */
export function has(version: VersionName, suite: LegacySuiteName): boolean {
  const { modern, gone } = legacySuite(suite) ?? {};
  return modern === undefined ? gone === undefined || version < gone : version === 'TLS 1.2';
}

/** A certificate of the run that a server can use with this suite. */
export function identityFor(suite: LegacySuiteName, { server, dss, agreeing }: Certificates): Identity {
  if (suite.includes('_DH_DSS_')) return agreeing.server['dh below DSA'];
  if (suite.includes('DSS')) return dss;
  if (suite.includes('_DH_')) return agreeing.server.dh;
  if (suite.includes('_ECDH_')) return agreeing.server.ecdh;
  return server[suite.includes('ECDSA') ? 'ecdsa-secp256r1' : 'rsa'];
}

/** MACs that are cut short, records that are compressed. RFC 6066 §7, RFC 3749 */
export function* legacyBehaviours(pair: Pair): Generator<Case | Skip> {
  const version = 'TLS 1.2';
  const suites = ['TLS_RSA_WITH_AES_128_CBC_SHA'] as const;
  for (const extra of legacyExtras) {
    const lacks = [pair.client, pair.server].find(({ abilities }) => !abilities.legacy?.extras?.includes(extra));
    if (lacks !== undefined) yield pair.skip(`${version} legacy`, extra, `not in ${lacks.peer.name}`);
    else {
      const both = { version, suites, extra } as const;
      yield pair.try(`${version} legacy`, extra, {
        client: both,
        server: { ...both, identity: pair.certificates.server.rsa },
        expected: { outcome: 'done', version, extra },
      });
    }
  }
}
