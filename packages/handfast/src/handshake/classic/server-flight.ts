/** What a server says between ServerHello and ServerHelloDone: some of it may be missing. RFC 5246 §7.3, figure 1 */

import type { Message } from '../../wire/handshake.ts';
import type { ClassicDialect } from '../../wire/messages-classic.ts';
import { expecting, type Flow } from '../flow.ts';

const order = [
  'Certificate',
  'CertificateStatus',
  'ServerKeyExchange',
  'CertificateRequest',
  'ServerHelloDone',
] as const;
type FlightName = (typeof order)[number];

/** Whether a message comes. */
export type Presence = 'always' | 'sometimes' | 'never';

/** Those that came. */
export type ServerFlight<S, C> = {
  readonly [N in FlightName]?: Message<ClassicDialect<S, C>, N>['body'];
};

/** Reads the flight to its end. Messages that are not mentioned never come; ServerHelloDone always does. `look` at certificates at once. */
export function* expectServerFlight<S, C>(
  dialect: ClassicDialect<S, C>,
  presence: Readonly<Partial<Record<FlightName, Presence>>>,
  look: (certificates: readonly Uint8Array[]) => void,
): Flow<ServerFlight<S, C>> {
  const flight: { [N in FlightName]?: unknown } = {};
  const expect = expecting(dialect);
  for (let rest = order.filter((name) => due(name, presence) !== 'never'); rest.length > 0; ) {
    const latest = rest.findIndex((name) => due(name, presence) === 'always');
    const message = yield* expect(...rest.slice(0, latest + 1));
    const { name } = message;
    if (message.name === 'Certificate') look(message.body.certificateList);
    flight[name] = message.body;
    rest = rest.slice(rest.indexOf(name) + 1);
  }
  return flight as ServerFlight<S, C>;
}

const due = (name: FlightName, presence: Readonly<Partial<Record<FlightName, Presence>>>): Presence =>
  name === 'ServerHelloDone' ? 'always' : (presence[name] ?? 'never');
