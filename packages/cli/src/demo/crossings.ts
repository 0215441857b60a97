/** Two recordings of one handshake, put together: each message with the time it left and the time it arrived. */

import type { Rung } from '../show/recorder.ts';
import { ensure } from './ensure.ts';

export interface Crossing {
  /** As the client saw it. */
  readonly client: Rung;
  /** As the server saw it. */
  readonly server: Rung;
}

/** Throws when one side did not receive exactly what the other sent. Alerts that close are left out. */
export function crossings(client: readonly Rung[], server: readonly Rung[]): readonly Crossing[] {
  const requests = paired(client, server, 'sent', 'received');
  const answers = paired(client, server, 'received', 'sent');
  return [...requests, ...answers].sort((left, right) => departure(left) - departure(right));
}

function paired(
  client: readonly Rung[],
  server: readonly Rung[],
  atClient: Rung['direction'],
  atServer: Rung['direction'],
): readonly Crossing[] {
  const ours = client.filter(({ direction, kind }) => direction === atClient && kind !== 'alert');
  const theirs = server.filter(({ direction, kind }) => direction === atServer && kind !== 'alert');
  ensure(ours.length > 0 && ours.length === theirs.length, 'both sides counted the same messages');
  return ours.map((rung, place) => {
    const other = theirs[place] as Rung;
    const isSame = rung.name === other.name && Buffer.compare(rung.bytes, other.bytes) === 0;
    ensure(isSame, `${rung.name} arrived as it was sent`);
    return { client: rung, server: other };
  });
}

const departure = ({ client, server }: Crossing): number => (client.direction === 'sent' ? client.time : server.time);
