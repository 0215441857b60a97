/** Everything that is tried between a client and a server. A new thing to try is one generator and one line here. */

import type { Case, Skip } from '../case.ts';
import type { Pair } from '../pair.ts';
import { clientCertificates, serverCertificates } from './certificates.ts';
import { classicCertificates, classicConnections, classicHandshakes } from './classic.ts';
import { renegotiations, staples } from './classic-behaviours.ts';
import { applicationProtocols, hiddenHellos, keyUpdates, longLines, settings } from './connection.ts';
import { cookies, handshakes, ownDefaults, retries } from './handshakes.ts';
import { legacyBehaviours, legacyHandshakes } from './legacy.ts';
import { refusals } from './refusals.ts';
import { unusualKeys } from './unusual-keys.ts';

/** All cases of the pair, in the order of the table. */
export function casesBetween(pair: Pair): (Case | Skip)[] {
  return [...modern(pair), ...classic(pair), ...abandoned(pair)];
}

/** TLS 1.3, between peers that both have it. */
function modern(pair: Pair): (Case | Skip)[] {
  if (pair.client.abilities.suites.length === 0 || pair.server.abilities.suites.length === 0) return [];
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
    ...hiddenHellos(pair),
    ...refusals(pair),
  ];
}

/** What was given up, between peers that both have some of it. */
function abandoned(pair: Pair): (Case | Skip)[] {
  if (pair.client.abilities.legacy === undefined || pair.server.abilities.legacy === undefined) return [];
  return [...legacyHandshakes(pair), ...legacyBehaviours(pair), ...unusualKeys(pair)];
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
