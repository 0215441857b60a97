/** First datagrams of unknown clients: judged without keeping anything, and never answered with more than they cost. */

import { CookieGate } from '../../../../handfast/src/engine/datagram/cookie-gate.ts';
import { serverConfig, serverConnection } from '../../../../handfast/src/engine/server-config.ts';
import { recordsIn } from '../../../../handfast/src/record/datagram-header.ts';
import type { Target } from '../../target.ts';
import { choosing } from '../choose.ts';
import { claim } from '../claims.ts';
import { toyProvider } from '../toy-provider.ts';
import { conversations } from './conversations.ts';
import { mutateDatagram } from './datagrams.ts';
import { FuzzedEndpoint } from './endpoint.ts';
import { credential, now } from './fixtures.ts';
import { datagramVersions } from './variants.ts';

const config = serverConfig({
  crypto: toyProvider,
  versions: ['DTLS 1.3', 'DTLS 1.2'],
  credentials: [credential],
  groups: ['secp256r1', 'x25519'],
  handshakeTimeout: 60_000,
});

const addresses = ['', '192.0.2.1:50000', '[2001:db8::1]:50000'];

/** The first byte chooses where it comes from, and how long it takes. Who is admitted is served. */
export const cookieTarget: Target = {
  reaches: ['engine/datagram/cookie-gate.ts', 'record/datagram-header.ts'],
  pace: 2,
  seeds: () =>
    datagramVersions.flatMap((version) => conversations(version).flatMap(({ ends }) => opening(ends.client()))),
  mutate: (input, random) => choosing(input[0] ?? 0, mutateDatagram(input.subarray(1), random, undefined)),
  longest: 1500,
  run(input) {
    const [choice = 0] = input;
    const datagram = input.subarray(1);
    const covered = recordsIn(datagram, choice % 8).reduce(
      (sum, one) => sum + one.header.length + one.fragment.length,
      0,
    );
    claim(covered <= datagram.length, 'records are longer than their datagram');
    const gate = new CookieGate(config, now);
    const admission = gate.judge(datagram, addresses[choice % addresses.length] as string, now + choice * 1000);
    if (admission.do === 'answer') {
      claim(
        admission.datagram.length <= 3 * datagram.length,
        `${admission.datagram.length} bytes answer ${datagram.length}`,
      );
    }
    if (admission.do !== 'admit') return;
    const connection = new FuzzedEndpoint(serverConnection(config, { now, answered: admission.answered }));
    connection.receive(datagram.slice());
    connection.waitAndEnd();
  },
};

/** What a client sends first, and what it sends when the gate has answered that. */
function opening(client: FuzzedEndpoint): readonly Uint8Array[] {
  const [first = new Uint8Array(0)] = client.next();
  const admission = new CookieGate(config, now).judge(first, addresses[0] as string, now);
  if (admission.do === 'answer') client.receive(admission.datagram);
  return [first, ...client.next()].map((datagram) => choosing(0, datagram));
}
