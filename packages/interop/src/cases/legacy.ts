/** Versions and suites that only the legacy configuration has, with peers that still speak them. RFC 6101, RFC 2246, RFC 4346 */

import type { Case, Skip } from '../case.ts';
import { type LegacySuiteName, legacySuite, legacySuiteNames, type VersionName, versionNames } from '../facts.ts';
import type { Pair } from '../pair.ts';

/** Each weak suite in each version that both sides have. */
export function* legacyHandshakes(pair: Pair): Generator<Case | Skip> {
  const [client, server] = [pair.client.abilities.legacy, pair.server.abilities.legacy];
  if (client === undefined || server === undefined) return;
  for (const version of versionNames.filter((name) => name !== 'TLS 1.3')) {
    for (const suite of legacySuiteNames) {
      if (!has(version, suite)) continue;
      // SSL 3.0 has no extensions, and so no curves.
      if (suite.includes('ECDHE') && version === 'SSL 3.0') continue;
      const topic = `${version} legacy`;
      const lacks = [pair.client, pair.server].find(
        ({ abilities: { legacy } }) => !legacy?.versions.includes(version) || !legacy.suites.includes(suite),
      );
      if (lacks !== undefined) {
        yield pair.skip(topic, suite, `not in ${lacks.peer.name}`);
        continue;
      }
      const { server, dss } = pair.certificates;
      const identity = suite.includes('DSS') ? dss : server[suite.includes('ECDSA') ? 'ecdsa-secp256r1' : 'rsa'];
      yield pair.try(topic, suite, {
        client: { version, suites: [suite] },
        server: { version, suites: [suite], identity },
        expected: { outcome: 'done', version, suite },
      });
    }
  }
}

function has(version: VersionName, suite: LegacySuiteName): boolean {
  const { modern, gone } = legacySuite(suite) ?? {};
  return modern === undefined ? gone === undefined || version < gone : version === 'TLS 1.2';
}
