/** How a connection went: one line, and what would have helped where it failed. */

import { alertById, alertName, suiteById, suiteFits, suiteName, versionByWire } from 'handfast/registry';
import type { Direction } from '../../model.ts';
import { offeredVersions } from '../hello.ts';
import { sideOf } from '../proof/proofs.ts';
import type { SeenAlert, TlsState } from '../state.ts';

export type Outcome =
  | 'established'
  | 'resumed'
  | 'failed'
  | 'refused'
  | 'unfinished'
  | 'one-sided'
  | 'started before the capture'
  | 'not TLS';

export interface Verdict {
  readonly outcome: Outcome;
  readonly text: string;
  /** Who ended it, when somebody did before it stood. */
  readonly by: 'client' | 'server' | null;
  readonly alert: string | null;
  /** Causes, the likeliest first, and what would have worked. */
  readonly hints: readonly string[];
}

export function verdictOf(state: TlsState): Verdict {
  if (state.client === undefined && state.server === undefined) return withoutHellos(state);
  const failure = fatalAlert(state);
  if (failure !== undefined && isTurnedAway(state, failure)) return refused(state, failure);
  if (isEstablished(state)) return established(state, failure);
  if (failure !== undefined) return refused(state, failure);
  return stopped(state);
}

/** Both sides finished; without keys in TLS 1.3: both sent protected records and did not end at once. */
export function isEstablished(state: TlsState): boolean {
  const { finished, flow, traffic, server } = state;
  if (finished[0] !== undefined && finished[1] !== undefined) return true;
  if (flow !== 'tls13' || server === undefined) return false;
  const sent = (direction: Direction): readonly number[] =>
    traffic.closedRecords.filter((one) => one.direction === direction && one.type === 23).map(({ length }) => length);
  const [fromClient, fromServer] = [sent(0), sent(1)];
  // A lone record as short as an alert is one: it is what a client says to a certificate that it does not like.
  return fromServer.length > 0 && fromClient.length > 0 && !(fromClient.length === 1 && fromClient[0] === sealedAlert);
}

/**
 * In TLS 1.3 the client has finished before the server has seen its certificate: what the server thinks of it comes late.
 * RFC 8446 §4.4.2.4
 */
function isTurnedAway({ flow, rungs }: TlsState, { direction, description }: SeenAlert): boolean {
  if (flow !== 'tls13' || direction !== 1 || !aboutCertificates.has(alertName(description))) return false;
  return !rungs.all.some((rung) => rung.direction === 1 && rung.name === 'Application Data');
}

const aboutCertificates: ReadonlySet<string> = new Set([
  'bad_certificate',
  'unsupported_certificate',
  'certificate_revoked',
  'certificate_expired',
  'certificate_unknown',
  'unknown_ca',
  'access_denied',
  'certificate_required',
]);

/** Level and description, content type and tag. */
const sealedAlert = 2 + 1 + 16;

/** The alert that ended the connection, if one did. */
function fatalAlert({ alerts, flow }: TlsState): SeenAlert | undefined {
  // TLS 1.3 ignores the level: all but two end the connection (RFC 8446 §6).
  return alerts.find(({ level, description }) =>
    flow === 'tls13' ? description !== 0 && description !== 90 : level === 2,
  );
}

function established(state: TlsState, failure: SeenAlert | undefined): Verdict {
  const { version, suite, resumedFrom } = state;
  const how = isResumed(state) ? 'resumed' : 'established';
  const from = resumedFrom === undefined ? '' : ` (from stream ${resumedFrom.stream}, by ${resumedFrom.by})`;
  const parts = [`${how}${from}: ${version?.name ?? 'unknown version'}`, suite?.name ?? 'unknown suite'];
  if (state.handshakes > 1) parts.push(`${state.handshakes} handshakes`);
  if (failure !== undefined) {
    const who = sideOf(failure.direction);
    parts.push(`ended by the ${who} with the alert ${alertName(failure.description)}`);
    return {
      outcome: how,
      text: parts.join(', '),
      by: who,
      alert: alertName(failure.description),
      hints: hintsOf(failure),
    };
  }
  return { outcome: how, text: `${parts.join(', ')}, ${endingOf(state)}`, by: null, alert: null, hints: [] };
}

/** An abbreviated handshake, whether or not the first one is in the capture. */
export function isResumed(state: TlsState): boolean {
  const { flow, server, client, shown, finished, changedCipherSpec } = state;
  if (server === undefined || client === undefined) return false;
  if (flow === 'tls13') return server.extensions.some(({ id }) => id === 41);
  const echoed = client.sessionId.length > 0 && client.sessionId.join() === server.sessionId.join();
  return echoed && shown[1].items.length === 0 && (finished[1] !== undefined || changedCipherSpec[1]);
}

function endingOf({ alerts, traffic }: TlsState): string {
  const closers = alerts.filter(({ description }) => description === 0).map(({ direction }) => sideOf(direction));
  if (closers.length > 0) return `closed by the ${[...new Set(closers)].join(' and the ')}`;
  const reset = ([0, 1] as const).find((direction) => traffic.endings[direction]?.how === 'rst');
  if (reset !== undefined) return `reset by the ${sideOf(reset)}`;
  const hungUp = ([0, 1] as const).find((direction) => traffic.endings[direction]?.how === 'fin');
  return hungUp === undefined ? 'open when the capture ends' : `ended by the ${sideOf(hungUp)}`;
}

function refused(state: TlsState, failure: SeenAlert): Verdict {
  const who = sideOf(failure.direction);
  const name = alertName(failure.description);
  const row = alertById(failure.description);
  const meaning = row === undefined ? '' : `: ${row.meaning}`;
  const text = `the ${who} ended the handshake with the alert ${name}${meaning}${after(state)}`;
  return { outcome: 'refused', text, by: who, alert: name, hints: [...adviceOf(state, failure), ...hintsOf(failure)] };
}

/** The last thing that was heard before the end. */
function after({ rungs }: TlsState): string {
  const last = rungs.all.filter(({ name }) => !name.startsWith('Alert')).at(-1);
  return last === undefined ? '' : `, after ${last.name} of the ${sideOf(last.direction)}`;
}

const hintsOf = ({ description }: SeenAlert): readonly string[] => alertById(description)?.hints ?? [];

/** What can be read from the hellos beyond what the alert says. */
function adviceOf({ client, server }: TlsState, { direction, description }: SeenAlert): readonly string[] {
  if (client === undefined || direction !== 1) return [];
  const name = alertName(description);
  const offered = offeredVersions(client);
  const versions = offered.map((wire) => versionByWire(wire)?.name ?? 'unknown').join(', ');
  if (name === 'protocol_version') return [`the client offers ${versions} only: the server wants another version`];
  if (name !== 'handshake_failure' && name !== 'insufficient_security') return [];
  if (server !== undefined) return [];
  const rows = client.suites.map(suiteById).filter((suite) => suite !== undefined);
  const newest = offered.map(versionByWire).find((version) => version !== undefined);
  const usable = rows.filter((suite) => newest !== undefined && suiteFits(suite, newest.name));
  const shown = client.suites.slice(0, 3).map(suiteName).join(', ');
  const offer = `the client offers ${client.suites.length} suites (${shown}${client.suites.length > 3 ? ', …' : ''}) for ${versions}`;
  const kinds = new Set(usable.map(({ authentication }) => authentication).filter((kind) => kind !== 'any'));
  const advice = kinds.size === 1 ? [`all of them need a server with ${[...kinds].join()} authentication`] : [];
  return [offer, ...advice];
}

/** No alert, and yet it did not come to a connection. */
function stopped(state: TlsState): Verdict {
  const { client, server, traffic } = state;
  const [fromClient, fromServer] = traffic.endings;
  const reset = fromServer?.how === 'rst' ? 1 : fromClient?.how === 'rst' ? 0 : undefined;
  if (client !== undefined && traffic.bytes[1] === 0) {
    if (reset === 1 || fromServer?.how === 'fin')
      return ended(state, 1, 'refused', ['something on the way may have cut it off']);
    return plain(
      'one-sided',
      'only the ClientHello is in the capture: the other direction is missing, or nobody answered',
    );
  }
  if (client === undefined) return plain('one-sided', 'only what the server said is in the capture');
  const likely = rejectedCertificate(state);
  if (likely !== undefined) return likely;
  if (reset !== undefined) return ended(state, reset, 'failed', []);
  const hungUp = fromClient?.how === 'fin' ? 0 : fromServer?.how === 'fin' ? 1 : undefined;
  if (hungUp !== undefined) return ended(state, hungUp, 'failed', []);
  if (traffic.gaps[0] + traffic.gaps[1] > 0)
    return plain('unfinished', 'bytes are missing in the capture, so that the end of the handshake is not seen');
  return plain(
    'unfinished',
    `the capture ends in the handshake${after(state)}${server === undefined ? ', before the server answered' : ''}`,
  );
}

/** A client that says something short and goes away did not like what it got. */
function rejectedCertificate({ server, traffic, flow, shown }: TlsState): Verdict | undefined {
  const last = traffic.closedRecords.filter(({ direction }) => direction === 0).at(-1);
  const short = last !== undefined && (last.type === 21 || (flow === 'tls13' && last.length === sealedAlert));
  if (server === undefined || !short) return undefined;
  const text =
    'the client ended the handshake with an alert that is encrypted: most likely it did not accept the certificate';
  return {
    outcome: 'refused',
    text,
    by: 'client',
    alert: null,
    hints: shown[1].items.length > 0 ? [] : ['with a key log the alert could be read'],
  };
}

function ended(state: TlsState, direction: Direction, outcome: Outcome, hints: readonly string[]): Verdict {
  const who = sideOf(direction);
  const how = state.traffic.endings[direction]?.how === 'rst' ? 'reset the connection' : 'hung up without an alert';
  return { outcome, text: `the ${who} ${how} in the handshake${after(state)}`, by: who, alert: null, hints };
}

function withoutHellos({ connection, traffic, alerts }: TlsState): Verdict {
  if (alerts.length > 0) {
    const [{ direction, description }] = alerts as [SeenAlert];
    const row = alertById(description);
    return {
      outcome: 'refused',
      text: `the ${sideOf(direction)} said nothing but the alert ${alertName(description)}`,
      by: sideOf(direction),
      alert: alertName(description),
      hints: row?.hints ?? [],
    };
  }
  if (traffic.records[0] + traffic.records[1] === 0) return plain('not TLS', 'no TLS record was found');
  if (connection.startsInTheMiddle)
    return plain('started before the capture', 'the handshake took place before the capture began');
  return plain('unfinished', 'records without a handshake');
}

const plain = (outcome: Outcome, text: string): Verdict => ({ outcome, text, by: null, alert: null, hints: [] });
