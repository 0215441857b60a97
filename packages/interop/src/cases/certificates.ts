/** Certificates of every kind of key, on either side. RFC 8446 §4.4.2, §4.4.3, §4.3.2 */

import type { Case, Skip } from '../case.ts';
import { keyKinds } from '../facts.ts';
import type { Pair } from '../pair.ts';

export function* serverCertificates(pair: Pair): Generator<Case | Skip> {
  for (const kind of keyKinds) {
    const identity = pair.certificates.server[kind];
    yield pair.tryWith('keys', kind, 'server certificate', kind, { server: { identity } });
  }
}

const topic = 'client certificate';

export function* clientCertificates(pair: Pair): Generator<Case | Skip> {
  const { client } = pair.certificates;
  const request = { clientAuth: 'request' } as const;
  yield pair.try(topic, 'asked for, none', { server: request });
  yield pair.try(topic, 'asked for, given', { server: request, client: { identity: client['ecdsa-secp256r1'] } });
  for (const kind of keyKinds) {
    const changes = { server: { clientAuth: 'require' }, client: { identity: client[kind] } } as const;
    yield pair.tryWith('keys', kind, topic, kind, changes);
  }
}
