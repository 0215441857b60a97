/** A connection over datagrams, in either role, with a peer that says anything at any time. */

import type { Target } from '../../target.ts';
import { choosing } from '../choose.ts';
import { claim } from '../claims.ts';
import { conversations } from './conversations.ts';
import { type Arrival, arrivalsIn, joinedArrivals, mutateArrivals } from './datagrams.ts';
import type { FuzzedEndpoint } from './endpoint.ts';
import { now } from './fixtures.ts';
import { connectionIdLength, type DatagramVersion } from './variants.ts';

/**
 * The first byte chooses the variant; the others are datagrams and the pauses between them. Whatever comes and whenever,
 * it ends, in time, and is not made to shout.
 */
export function datagramFlow(role: 'client' | 'server', version: DatagramVersion): Target {
  const heard = role === 'client' ? 'portionsToClient' : 'portionsToServer';
  return {
    ...(version === 'DTLS 1.3' ? modern : classic),
    longest: 20_000,
    weight: 3,
    seeds: () =>
      conversations(version).flatMap((said, index) =>
        [0, 3].map((pause) => choosing(index, joinedArrivals(said[heard].map((datagram) => ({ pause, datagram }))))),
      ),
    mutate: (input, random) => choosing(input[0] ?? 0, mutateArrivals(input.subarray(1), random, connectionIdLength)),
    run(input) {
      const all = conversations(version);
      const { ends } = all[(input[0] ?? 0) % all.length] as (typeof all)[number];
      const arrivals = arrivalsIn(input.subarray(1));
      feed(ends[role](), arrivals);
    },
  };
}

const common = ['engine/', 'handshake/hello/', 'handshake/negotiate/', 'record/datagram', 'record/outgoing.ts'];
const modern = {
  reaches: [...common, 'handshake/tls13/', 'handshake/psk/', 'schedule/tls13.ts'],
  beyond: [
    'engine/stream-channel.ts',
    'engine/renegotiation',
    'engine/live-classic.ts',
    'engine/datagram/cookie-gate.ts',
  ],
};
const classic = {
  reaches: [...common, 'handshake/classic/'],
  beyond: ['engine/stream-channel.ts', 'engine/live13.ts', 'engine/early-data', 'engine/datagram/cookie-gate.ts'],
};

/** In bytes: a flight of ours, as often as it goes out when nothing answers. */
const unanswered = 16 * 8192;

function feed(subject: FuzzedEndpoint, arrivals: readonly Arrival[]): void {
  let time = now;
  let heard = 0;
  for (const { pause, datagram } of arrivals) {
    if (subject.ending !== undefined) break;
    time += pause * 125;
    subject.tick(time);
    subject.receive(datagram);
    heard += datagram.length;
  }
  subject.waitAndEnd();
  const said = subject.sent.reduce((sum, { length }) => sum + length, 0);
  claim(said <= unanswered + 64 * heard, `${said} bytes answer ${heard}`);
}
