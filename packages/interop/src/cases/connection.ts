/** What surrounds the handshake: ALPN, data of many records, key updates, and settings that the other side must bear. */

import type { Case, Skip } from '../case.ts';
import { type Changes, type Pair, roles } from '../pair.ts';
import { settings as allSettings } from '../peer.ts';
import { lineStart } from '../peers/commands.ts';

/** RFC 7301 */
export function* applicationProtocols(pair: Pair): Generator<Case> {
  yield pair.try('ALPN', 'one in common', {
    client: { alpn: ['x/1', 'x/2'] },
    server: { alpn: ['x/3', 'x/2'] },
    expected: { outcome: 'done', alpn: 'x/2' },
  });
  yield pair.try('ALPN', 'only the client', { client: { alpn: ['x/1'] }, expected: { outcome: 'done', alpn: '' } });
  yield pair.try('ALPN', 'none in common', {
    client: { alpn: ['x/1'] },
    server: { alpn: ['x/3'] },
    expected: { outcome: 'refused', by: 'server', alert: /no_application_protocol/ },
  });
}

const longLine = `${lineStart} ${'x'.repeat(50_000)}`;

/** More than one record each way. */
export function* longLines(pair: Pair): Generator<Case> {
  yield pair.try('long line', '50,000 bytes', { client: { line: longLine } });
}

/** RFC 8446 §4.6.3 */
export function* keyUpdates(pair: Pair): Generator<Case | Skip> {
  for (const role of roles) {
    const { peer, abilities } = pair[role];
    const variant = `by the ${role}`;
    if (abilities.keyUpdate?.includes(role) !== true)
      yield pair.skip('key update', variant, `${peer.name} cannot begin one`);
    else
      yield pair.try('key update', variant, {
        [role]: { updateKeys: true },
        expected: { outcome: 'done', keyUpdate: role },
      });
  }
}

/** RFC 9849 */
export function* hiddenHellos(pair: Pair): Generator<Case | Skip> {
  const lacking = roles.find((role) => pair[role].abilities.hidesHello?.includes(role) !== true);
  if (lacking !== undefined) return yield pair.skip(hiddenTopic, 'all', `not in ${pair[lacking].peer.name}`);
  const { ech, strangeEch } = pair.certificates;
  const both = { client: { ech }, server: { ech } };
  const expected = { outcome: 'done', hidden: true } as const;
  yield pair.try(hiddenTopic, 'at once', { ...both, expected });
  const group = 'secp384r1';
  const decoy = pair.client.peer.decoy(group);
  if (decoy !== undefined)
    yield pair.try(hiddenTopic, 'after HelloRetryRequest', {
      client: { ech, groups: [decoy, group], oneShare: true },
      server: { ech, groups: [group] },
      expected: { ...expected, group, retried: true },
    });
  yield pair.try(hiddenTopic, 'for another key', {
    client: { ech: strangeEch },
    server: { ech },
    expected: { outcome: 'refused', by: 'client', alert: /ech_required/ },
  });
}

const hiddenTopic = 'hidden ClientHello';

/** Each of the settings that a side has, with the long line and a certificate each: the other side knows nothing of it. */
export function* settings(pair: Pair): Generator<Case> {
  const identity = pair.certificates.client['ecdsa-secp256r1'];
  for (const role of roles)
    for (const setting of allSettings) {
      if (pair[role].abilities.settings?.[role].includes(setting) !== true) continue;
      // gnutls-cli loses the end of what does not fit into one record, so there the certificate must do.
      const line = role === 'server' && setting === 'small records' ? {} : { line: longLine };
      const changes: Changes = { client: { ...line, identity }, server: { clientAuth: 'require' } };
      yield pair.try(`settings of the ${role}`, setting, { ...changes, [role]: { ...changes[role], setting } });
    }
}
