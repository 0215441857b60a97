/** Full handshakes: every group with every suite, and with HelloRetryRequest. RFC 8446 §2, §4.1.4 */

import type { Case, Skip } from '../case.ts';
import { groupNames, type SuiteName, suiteNames } from '../facts.ts';
import type { Pair } from '../pair.ts';

/** What two sides that are told nothing agree on. */
export function* ownDefaults(pair: Pair): Generator<Case> {
  yield pair.try('own defaults', 'both');
}

/** Each group with each suite, nothing else being on offer. */
export function* handshakes(pair: Pair): Generator<Case | Skip> {
  for (const group of groupNames) {
    const reason = pair.lacking('groups', group);
    if (reason !== undefined) yield pair.skip('other groups', group, reason);
    else
      for (const suite of suiteNames) {
        const both = { groups: [group], suites: [suite] };
        const expected = { outcome: 'done', group, suite, retried: false } as const;
        yield pair.tryWith('suites', suite, group, shortName(suite), { client: both, server: both, expected });
      }
  }
}

const retryTopic = 'HelloRetryRequest';

/** The client offers the group without a share for it; the server has nothing else. */
export function* retries(pair: Pair): Generator<Case | Skip> {
  const cookie = pair.server.abilities.cookie === 'always' ? { cookie: true } : {};
  for (const group of groupNames) {
    const { peer, abilities } = pair.client;
    const decoy = peer.decoy(group);
    if (pair.lacking('groups', group) === undefined && (decoy === undefined || !abilities.groups.includes(decoy)))
      yield pair.skip(retryTopic, group, `${peer.name} always sends a share for it`);
    else
      yield pair.tryWith('groups', group, retryTopic, group, {
        client: { groups: decoy === undefined ? [group] : [decoy, group], oneShare: true },
        server: { groups: [group] },
        expected: { outcome: 'done', group, retried: true, ...cookie },
      });
  }
}

/** The same with a cookie, from servers that send one only when asked to. RFC 8446 §4.2.2 */
export function* cookies(pair: Pair): Generator<Case> {
  const group = 'secp384r1';
  const decoy = pair.client.peer.decoy(group);
  if (pair.server.abilities.cookie !== 'asked' || decoy === undefined) return;
  yield pair.try(retryTopic, 'with a cookie', {
    client: { groups: [decoy, group], oneShare: true },
    server: { groups: [group], cookie: true },
    expected: { outcome: 'done', group, retried: true, cookie: true },
  });
}

/** 'AES_128_GCM' for TLS_AES_128_GCM_SHA256. */
function shortName(suite: SuiteName): string {
  return suite
    .replace(/^TLS_/, '')
    .replace(/_SHA\d+$/, '')
    .replace('_POLY1305', '');
}
