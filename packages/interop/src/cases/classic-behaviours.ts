/** TLS 1.2: renegotiation from either side, and OCSP responses beside certificates. RFC 5746, RFC 6066 §8 */

import type { Case, Skip } from '../case.ts';
import { type Pair, roles } from '../pair.ts';

const version = 'TLS 1.2';

/** One side begins, the other follows, and the line comes through. */
export function* renegotiations(pair: Pair): Generator<Case | Skip> {
  for (const role of roles) {
    const topic = `${version} renegotiation`;
    const variant = `begun by the ${role}`;
    const [begins, follows] = role === 'client' ? ([pair.client, pair.server] as const) : [pair.server, pair.client];
    const other = role === 'client' ? 'server' : 'client';
    if (begins.abilities.renegotiation?.begins.includes(role) !== true) {
      yield pair.skip(topic, variant, `${begins.peer.name} cannot begin one as a ${role}`);
    } else if (follows.abilities.renegotiation?.follows.includes(other) !== true) {
      yield pair.skip(topic, variant, `${follows.peer.name} does not follow one as a ${other}`);
    } else {
      yield pair.try(topic, variant, {
        [other]: { version, renegotiate: 'follow' },
        [role]: { version, renegotiate: 'begin' },
        expected: { outcome: 'done', version, renegotiated: true },
      });
    }
  }
}

/** A server with a response, one without, and a client that asks. */
export function* staples(pair: Pair): Generator<Case | Skip> {
  const topic = `${version} stapling`;
  const sides = [
    [pair.client, 'client'],
    [pair.server, 'server'],
  ] as const;
  const without = sides.find(([{ abilities }, role]) => abilities.stapling?.includes(role) !== true);
  if (without !== undefined) return yield pair.skip(topic, 'OCSP', `not in ${without[0].peer.name}`);
  const client = { version, askStatus: true } as const;
  const { ocspResponse } = pair.certificates;
  yield pair.try(topic, 'a response', {
    client,
    server: { version, ocspResponse },
    expected: { outcome: 'done', version, stapled: true },
  });
  yield pair.try(topic, 'no response', {
    client,
    server: { version },
    expected: { outcome: 'done', version, stapled: false },
  });
}
