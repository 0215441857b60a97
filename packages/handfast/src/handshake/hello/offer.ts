/** The client's first word: what it offers, and the private halves of the shares in it. RFC 8446 §4.1.2 */

import { all, job } from '../../base/awaitable.ts';
import { utf8 } from '../../base/bytes.ts';
import { MisuseError } from '../../base/errors.ts';
import type { KeyOffer } from '../../crypto/provider.ts';
import { signallingSuites } from '../../registry/cipher-suites.ts';
import { type GroupName, groupNamed } from '../../registry/groups.ts';
import type { VersionRow } from '../../registry/versions.ts';
import { statusTypes } from '../../wire/extensions/status-request.ts';
import type { Extensions } from '../../wire/extensions/table.ts';
import type { ClientHello } from '../../wire/messages/client-hello.ts';
import { parseHostName } from '../../x509/host-name.ts';
import { classicExtensions, helloVersion, namesSchemes, withoutExtensions } from '../classic/offer.ts';
import { offeredInfo, type Renegotiation } from '../classic/renegotiation.ts';
import { findSession, type OfferedSession } from '../classic/resumption-client.ts';
import type { Flow } from '../flow.ts';
import type { HandshakeIo } from '../io.ts';
import { offeredTypes } from '../negotiate/certificate-types.ts';
import { offeredMethods } from '../negotiate/compression.ts';
import { offeredId } from '../negotiate/connection-id.ts';
import { fragmentLengths } from '../negotiate/fragment-length.ts';
import { protocolBytes } from '../negotiate/protocol.ts';
import { acceptedSchemes } from '../negotiate/scheme.ts';
import { offeredSrtp } from '../negotiate/srtp.ts';
import { type EarlyOffer, offerEarlyData } from '../psk/early-data-client.ts';
import { modeIds } from '../psk/modes.ts';
import { findPsks, type OfferedPsk, pskExtension } from '../psk/offer.ts';
import type { ClientPurpose, ClientSettings } from '../settings.ts';
import { offeredCompression } from '../tls13/compression.ts';
import { offeredDelegation } from '../tls13/delegation.ts';
import type { HelloCover } from './encryption.ts';
import { type Grease, noGrease, someGrease } from './grease.ts';
import { shuffled } from './shuffle.ts';

/** A ClientHello and what the client must remember of it. */
export interface Offer {
  readonly hello: ClientHello;
  readonly serverName: string | undefined;
  readonly keyOffers: ReadonlyMap<GroupName, KeyOffer>;
  /** Keys from before, as pre_shared_key lists them. */
  readonly psks: readonly OfferedPsk[];
  /** A session of a version before TLS 1.3. */
  readonly session: OfferedSession | undefined;
  /** `undefined` in the first handshake on a connection. */
  readonly renegotiation?: Renegotiation | undefined;
  /** What follows the hello at once. */
  readonly early: EarlyOffer | undefined;
  /** Values that mean nothing, the same in every hello of this offer. */
  readonly grease?: Grease | undefined;
  /** What the hello is hidden in, if it is. RFC 9849 */
  readonly cover?: HelloCover | undefined;
}

/** Makes key shares and the hello that carries them, with what is left of earlier connections. */
export function* makeOffer(
  io: HandshakeIo,
  settings: ClientSettings,
  purpose: ClientPurpose,
  renegotiation?: Renegotiation,
): Flow<Offer> {
  const { serverName } = purpose;
  const modern = knows(settings, 'tls13');
  const keyOffers = yield* offerKeys(io, modern ? settings.keyShares : []);
  const psks = modern ? yield* findPsks(io, settings, purpose) : [];
  const session = knows(settings, 'classic') ? yield* findSession(io, settings, purpose, renegotiation) : undefined;
  const early = offerEarlyData(settings, purpose, psks);
  const grease = settings.grease ? someGrease(io.crypto) : noGrease;
  const parts = { serverName, keyOffers, psks, session, early, renegotiation, grease };
  return { hello: helloFor(io, settings, parts), ...parts };
}

/** The ClientHello that offers this; its binders are still zero. */
export function helloFor(
  io: HandshakeIo,
  settings: ClientSettings,
  { serverName, keyOffers, psks, session, early, renegotiation, grease = noGrease }: Omit<Offer, 'hello'>,
): ClientHello {
  const modern = knows(settings, 'tls13');
  const extensions = {
    ...offeredExtensions(settings, serverName, keyOffers, grease),
    ...offeredId(io, settings),
    ...(knows(settings, 'classic') && { renegotiation_info: offeredInfo(renegotiation) }),
    ...(usesTickets(settings) && { session_ticket: session?.ticket ?? new Uint8Array(0) }),
    ...(modern && usesPsks(settings) && { psk_key_exchange_modes: modeIds(settings.pskModes) }),
    ...(early !== undefined && { early_data: {} }),
  };
  const hello: ClientHello = {
    legacyVersion: helloVersion(settings.versions),
    random: io.crypto.random(32),
    legacySessionId: session?.sessionId ?? io.crypto.random(settings.middleboxCompatibility && modern ? 32 : 0),
    cipherSuites: [
      ...grease.suites,
      ...settings.cipherSuites.map((suite) => suite.id),
      ...(settings.fallback ? [signallingSuites.TLS_FALLBACK_SCSV] : []),
    ],
    legacyCompressionMethods: offeredMethods(settings),
    extensions: {
      ...grease.first,
      ...(settings.shufflesExtensions ? shuffled(io.crypto, extensions) : extensions),
      ...grease.last,
      // Nothing may follow: its binders cover all that comes before. RFC 8446 §4.2.11
      ...(psks.length > 0 && { pre_shared_key: pskExtension(psks) }),
    },
  };
  return withoutExtensions(hello, settings);
}

/** One share for each group. */
export function* offerKeys(io: HandshakeIo, groups: readonly GroupName[]): Flow<ReadonlyMap<GroupName, KeyOffer>> {
  const offers = yield* job(all(groups.map((group) => keyExchange(io, group).offer())));
  return new Map(groups.map((group, i) => [group, offers[i] as KeyOffer]));
}

/** The key_share extension for these offers. */
export const sharesOf = (keyOffers: ReadonlyMap<GroupName, KeyOffer>) =>
  [...keyOffers].map(([group, { share }]) => ({ group: groupNamed(group).id, keyExchange: share }));

/** The provider's key exchange for a group; the configuration has checked that there is one. */
export function keyExchange(io: HandshakeIo, group: GroupName) {
  const exchange = io.crypto.keyExchange(group);
  if (exchange === undefined) throw new MisuseError(`the provider ${io.crypto.name} cannot agree on keys in ${group}`);
  return exchange;
}

function offeredExtensions(
  settings: ClientSettings,
  serverName: string | undefined,
  keyOffers: ReadonlyMap<GroupName, KeyOffer>,
  grease: Grease,
): Extensions<'ClientHello'> {
  const { versions, groups, signatureSchemes, certificateSchemes, protocols, recordSizeLimit } = settings;
  // Addresses are no names: RFC 6066 §3 forbids them here.
  const hostName = serverName === undefined ? undefined : parseHostName(serverName);
  const accepted = acceptedSchemes(signatureSchemes, certificateSchemes);
  return {
    ...(hostName !== undefined && { server_name: [{ nameType: 0, hostName: utf8(hostName) }] }),
    ...(groups.length > 0 && {
      supported_groups: [...grease.groups, ...groups.map((group) => groupNamed(group).id)],
    }),
    ...(protocols.length > 0 && { application_layer_protocol_negotiation: protocols.map(protocolBytes) }),
    ...(namesSchemes(settings) &&
      !settings.keysOnly && {
        ...accepted,
        signature_algorithms: [...grease.schemes, ...accepted.signature_algorithms],
      }),
    ...(knows(settings, 'tls13') && settings.authenticatesLater && { post_handshake_auth: {} }),
    ...(knows(settings, 'tls13') && offeredCompression(settings)),
    ...(knows(settings, 'tls13') && offeredDelegation(settings)),
    ...(knows(settings, 'tls13') && settings.sessions && wantedTickets(settings)),
    ...(knows(settings, 'tls13') &&
      settings.authorities.length > 0 && { certificate_authorities: settings.authorities }),
    ...(settings.asksForStatus && { status_request: anyResponder }),
    ...(settings.asksForChainStatus && knows(settings, 'classic') && { status_request_v2: anyResponders }),
    ...(settings.asksForTimestamps && { signed_certificate_timestamp: {} }),
    ...offeredTypes(settings),
    ...(settings.maxFragmentLength && { max_fragment_length: fragmentLengths[settings.maxFragmentLength] }),
    ...(recordSizeLimit !== undefined && { record_size_limit: recordSizeLimit }),
    ...offeredSrtp(settings),
    ...(knows(settings, 'classic') && classicExtensions(settings)),
    ...(knows(settings, 'tls13') && {
      supported_versions: [...grease.versions, ...versions.map((version) => version.wire).reverse()],
      key_share: [...grease.shares, ...sharesOf(keyOffers)],
    }),
  };
}

/** Whether those of versions up to TLS 1.2 are asked for. RFC 5077 §3.2 */
const usesTickets = (settings: ClientSettings): boolean =>
  knows(settings, 'classic') && settings.sessions !== undefined && settings.asksForTickets;

/** Without the extension, servers issue no tickets. RFC 8446 §4.2.9 */
const usesPsks = ({ sessions, externalPsks }: ClientSettings): boolean =>
  sessions !== undefined || externalPsks.length > 0;

/** Whether any version on offer follows this flow. */
const knows = ({ versions }: ClientSettings, flow: VersionRow['flow']): boolean =>
  versions.some((version) => version.flow === flow);

/** RFC 9149 §3 */
const wantedTickets = ({ wantedTickets: wanted }: ClientSettings) =>
  wanted && { ticket_request: { newSessionCount: wanted.full, resumptionCount: wanted.resumed } };

/** OCSP, from whichever responder the server likes. RFC 6066 §8 */
const anyResponder = { statusType: statusTypes.ocsp, responderIds: [], requestExtensions: new Uint8Array(0) };

/** The same for every certificate of the chain: two empty vectors are the request. RFC 6961 §2.2 */
const anyResponders = [{ statusType: statusTypes.ocsp_multi, request: new Uint8Array(4) }];
