/** Everything that is to be said about one connection, as one JSON document. */

import { certificateTypeName, extensionName, groupName, schemeName, suiteName, versionName } from 'handfast/registry';
import { nameText, parseCertificate } from 'handfast/x509';
import type { TlsSummary } from '../../model.ts';
import { textOf, toHex } from '../bytes.ts';
import type { Shown } from '../chains.ts';
import { extensionValue, offeredVersions } from '../hello.ts';
import { checkChain } from '../proof/chain.ts';
import type { Check } from '../proof/proofs.ts';
import type { TlsState } from '../state.ts';
import { type Fingerprint, ja3, ja3s, ja4 } from './fingerprints.ts';
import { ladderOf } from './ladder.ts';
import { isResumed, type Outcome, verdictOf } from './verdict.ts';
import { type Warning, warningsOf } from './warnings.ts';

/** The whole report. Times are seconds, lengths bytes, byte strings lower-case hexadecimal. */
export interface FullTlsReport extends TlsSummary {
  readonly outcome: Outcome;
  readonly endedBy: 'client' | 'server' | null;
  readonly alert: string | null;
  readonly hints: readonly string[];
  readonly cipherSuite: { readonly id: number; readonly name: string } | null;
  readonly group: string | null;
  readonly serverName: string | null;
  readonly applicationProtocol: string | null;
  readonly offered: {
    readonly versions: readonly string[];
    readonly cipherSuites: readonly string[];
    readonly extensions: readonly string[];
    readonly signatureSchemes: readonly string[];
    readonly applicationProtocols: readonly string[];
  } | null;
  readonly resumption: { readonly resumed: boolean; readonly by: string | null; readonly fromStream: number | null };
  readonly earlyData: 'not offered' | 'offered' | 'accepted' | 'rejected';
  readonly sessionId: string;
  readonly clientRandom: string;
  readonly fingerprints: {
    readonly ja3: Fingerprint | null;
    readonly ja3s: Fingerprint | null;
    readonly ja4: Fingerprint | null;
  };
  readonly certificates: { readonly client: readonly string[]; readonly server: readonly string[] };
  readonly checks: readonly Check[];
  readonly records: { readonly opened: number; readonly failed: number; readonly withoutKey: number };
  readonly ladder: readonly string[];
  readonly warnings: readonly Warning[];
  readonly handshakeSeconds: number | null;
  readonly roundTrips: number | null;
  readonly bytes: readonly [client: number, server: number];
  readonly applicationDataBytes: readonly [client: number, server: number];
  /** Bytes of the stream that were no records, or are missing. */
  readonly unreadBytes: readonly [client: number, server: number];
  /** The connection inside of this one, where there is one. */
  readonly inner: FullTlsReport | null;
}

export function makeReport(state: TlsState, isQuic = false): FullTlsReport {
  const { client, server, suite, version, traffic, readings, shared, connection } = state;
  const verdict = verdictOf(state);
  const { crypto } = shared;
  const time = traffic.first?.time ?? 0;
  const done = later(state);
  return {
    version: version?.name ?? null,
    verdict: verdict.text,
    outcome: verdict.outcome,
    endedBy: verdict.by,
    alert: verdict.alert,
    hints: verdict.hints,
    cipherSuite: server === undefined ? null : { id: server.suite, name: suite?.name ?? suiteName(server.suite) },
    group: groupOf(state),
    serverName: serverNameOf(state),
    applicationProtocol: protocolOf(state),
    offered: offerOf(state),
    resumption: { resumed: isResumed(state), by: resumedBy(state), fromStream: state.resumedFrom?.stream ?? null },
    earlyData: earlyDataOf(state),
    sessionId: toHex(server?.sessionId ?? new Uint8Array(0)),
    clientRandom: state.randomHex,
    fingerprints: {
      ja3: crypto && client ? ja3(crypto, client) : null,
      ja3s: crypto && server ? ja3s(crypto, server) : null,
      ja4: crypto && client ? ja4(crypto, client, connection, isQuic) : null,
    },
    certificates: { client: namesOf(state.shown[0]), server: namesOf(state.shown[1]) },
    checks: [...state.proofs.checks, ...checkChain(state, time)],
    records: {
      opened: readings[0].opened + readings[1].opened,
      failed: readings[0].failed + readings[1].failed,
      withoutKey: readings[0].closed + readings[1].closed,
    },
    ladder: ladderOf(state),
    warnings: warningsOf(state, time),
    handshakeSeconds: done === undefined ? null : Math.max(0, done.time - time),
    roundTrips: done === undefined ? null : traffic.roundTripsUntil(done),
    bytes: traffic.bytes,
    applicationDataBytes: traffic.applicationData,
    unreadBytes: [traffic.junkBytes[0] + traffic.gaps[0], traffic.junkBytes[1] + traffic.gaps[1]],
    inner: null,
  };
}

/** The packet with the later Finished. */
function later({ finished: [client, server] }: TlsState) {
  if (client === undefined || server === undefined) return undefined;
  return client.number > server.number ? client : server;
}

function offerOf({ client }: TlsState): FullTlsReport['offered'] {
  if (client === undefined) return null;
  const { extensions } = client;
  return {
    versions: offeredVersions(client).map(versionName),
    cipherSuites: client.suites.map(suiteName),
    extensions: extensions.map(({ id }) => extensionName(id)),
    signatureSchemes: (extensionValue(extensions, 'ClientHello', 'signature_algorithms') ?? []).map(schemeName),
    applicationProtocols: (
      extensionValue(extensions, 'ClientHello', 'application_layer_protocol_negotiation') ?? []
    ).map(textOf),
  };
}

function serverNameOf({ client }: TlsState): string | null {
  const names = client && extensionValue(client.extensions, 'ClientHello', 'server_name');
  const [name] = names ?? [];
  return name === undefined ? null : textOf(name.hostName);
}

function protocolOf({ server, encryptedExtensions }: TlsState): string | null {
  const extensions = [...(server?.extensions ?? []), ...(encryptedExtensions ?? [])];
  const [chosen] = extensionValue(extensions, 'ServerHello', 'application_layer_protocol_negotiation') ?? [];
  return chosen === undefined ? null : textOf(chosen);
}

function groupOf({ server, serverKeyExchange, flow, suite }: TlsState): string | null {
  if (flow === 'tls13') {
    const share = server && extensionValue(server.extensions, 'ServerHello', 'key_share');
    return share === undefined ? null : groupName(share.group);
  }
  if (serverKeyExchange === undefined || suite?.keyExchange !== 'ecdhe' || serverKeyExchange[0] !== 3) return null;
  return groupName((serverKeyExchange[1] ?? 0) * 256 + (serverKeyExchange[2] ?? 0));
}

function resumedBy(state: TlsState): string | null {
  const { flow, client, resumedFrom } = state;
  if (!isResumed(state)) return null;
  if (flow === 'tls13') return 'PSK';
  if (resumedFrom !== undefined) return resumedFrom.by;
  const ticket = client?.extensions.find(({ id }) => id === 35);
  return ticket !== undefined && ticket.data.length > 0 ? 'ticket' : 'session id';
}

function earlyDataOf({ client, encryptedExtensions, retried }: TlsState): FullTlsReport['earlyData'] {
  if (client === undefined || !client.extensions.some(({ id }) => id === 42)) return 'not offered';
  if (retried !== undefined) return 'rejected';
  if (encryptedExtensions?.some(({ id }) => id === 42)) return 'accepted';
  return encryptedExtensions === undefined ? 'offered' : 'rejected';
}

function namesOf({ type, items }: Shown): readonly string[] {
  return type === 0 ? items.map(subject) : items.map(() => certificateTypeName(type) ?? `type ${type}`);
}

function subject(der: Uint8Array): string {
  try {
    return nameText(parseCertificate(der).subject);
  } catch {
    return 'unreadable';
  }
}
