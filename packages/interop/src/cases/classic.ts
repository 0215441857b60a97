/** TLS 1.2: every suite, every curve, certificates of both sides, and what surrounds the handshake. RFC 5246 §7.3 */

import type { Case, Skip } from '../case.ts';
import { classicSuiteNames, groupNames, groups, keyKinds } from '../facts.ts';
import type { Changes, Pair } from '../pair.ts';
import { lineStart } from '../peers/commands.ts';

const version = 'TLS 1.2';
const done = { outcome: 'done', version } as const;

/** Each suite, with a certificate that it can use; then each curve. */
export function* classicHandshakes(pair: Pair): Generator<Case | Skip> {
  const { server } = pair.certificates;
  for (const suite of classicSuiteNames) {
    const identity = server[suite.includes('_RSA_') ? 'rsa' : 'ecdsa-secp256r1'];
    const changes = changed({ server: { identity, suites: [suite] }, client: { suites: [suite] } });
    yield pair.tryWith('classicSuites', suite, version, suite, { ...changes, expected: { ...done, suite } });
  }
  for (const group of groupNames.filter((name) => groups[name].kind === 'xdh' || groups[name].kind === 'ecdhe')) {
    // Some servers refuse a certificate on a curve that the client does not list.
    const list = group === 'secp256r1' ? [group] : ([group, 'secp256r1'] as const);
    const changes = { server: { identity: server.rsa, groups: [group] }, client: { groups: list } };
    yield pair.tryWith('groups', group, version, group, changed(changes));
  }
}

/** RFC 5246 §7.4.2, §7.4.6, §7.4.8 */
export function* classicCertificates(pair: Pair): Generator<Case | Skip> {
  const { server, client } = pair.certificates;
  const topic = `${version} certificates`;
  const require = { clientAuth: 'require' } as const;
  for (const kind of keyKinds) {
    // A certificate on a curve that the other side does not list is for nobody. RFC 8422 §5.1
    const group = groupNames.find((name) => kind === `ecdsa-${name}`);
    const curve = group === undefined ? {} : { groups: [...new Set(['secp256r1', group] as const)] };
    yield pair.tryWith(
      'keys',
      kind,
      topic,
      `server ${kind}`,
      changed({ server: { identity: server[kind], ...curve }, client: curve }),
    );
    const changes = changed({ server: { ...require, ...curve }, client: { identity: client[kind], ...curve } });
    yield pair.tryWith('keys', kind, topic, `client ${kind}`, changes);
  }
  yield pair.try(topic, 'asked for, none', changed({ server: { clientAuth: 'request' } }));
  const refused = { outcome: 'refused', by: 'server', alert: /handshake_failure/ } as const;
  yield pair.try(topic, 'required, none', { ...changed({ server: require }), expected: refused });
}

/** ALPN, data of many records, small records. */
export function* classicConnections(pair: Pair): Generator<Case> {
  const alpn = { client: { alpn: ['x/1', 'x/2'] }, server: { alpn: ['x/3', 'x/2'] } };
  yield pair.try(version, 'ALPN', { ...changed(alpn), expected: { ...done, alpn: 'x/2' } });
  const line = `${lineStart} ${'x'.repeat(50_000)}`;
  yield pair.try(version, 'long line', changed({ client: { line } }));
}

/** Both sides speak TLS 1.2 and nothing else. */
function changed({ client, server, expected = done }: Changes): Changes {
  return { client: { version, ...client }, server: { version, ...server }, expected };
}
