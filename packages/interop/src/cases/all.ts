/** Everything that is tried between a client and a server. A new thing to try is one generator and one line here. */

import type { Case, Skip } from '../case.ts';
import type { Pair } from '../pair.ts';
import { clientCertificates, serverCertificates } from './certificates.ts';
import { classicCertificates, classicConnections, classicHandshakes } from './classic.ts';
import { renegotiations, staples } from './classic-behaviours.ts';
import { applicationProtocols, keyUpdates, longLines, settings } from './connection.ts';
import { cookies, handshakes, ownDefaults, retries } from './handshakes.ts';
import { legacyHandshakes } from './legacy.ts';
import { refusals } from './refusals.ts';

/** All cases of the pair, in the order of the table. */
export function casesBetween(pair: Pair): (Case | Skip)[] {
  return [
    ...ownDefaults(pair),
    ...handshakes(pair),
    ...retries(pair),
    ...cookies(pair),
    ...serverCertificates(pair),
    ...clientCertificates(pair),
    ...applicationProtocols(pair),
    ...longLines(pair),
    ...keyUpdates(pair),
    ...settings(pair),
    ...refusals(pair),
    ...classic(pair),
    ...legacyHandshakes(pair),
  ];
}

/** TLS 1.2, between peers that both have it. */
function classic(pair: Pair): (Case | Skip)[] {
  if (pair.client.abilities.classicSuites === undefined || pair.server.abilities.classicSuites === undefined) return [];
  return [
    ...classicHandshakes(pair),
    ...classicCertificates(pair),
    ...classicConnections(pair),
    ...renegotiations(pair),
    ...staples(pair),
  ];
}
