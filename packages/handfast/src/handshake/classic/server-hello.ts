/** ServerHello up to TLS 1.2: what the server chose, and its answers to extensions. RFC 5246 §7.4.1.3 */

import type { NegotiableSuite } from '../../registry/cipher-suites.ts';
import { compressionMethods } from '../../registry/compression-methods.ts';
import type { VersionRow } from '../../registry/versions.ts';
import type { Randoms } from '../../schedule/classic.ts';
import type { Extensions } from '../../wire/extensions/table.ts';
import type { ClientHello } from '../../wire/messages/client-hello.ts';
import { messagesClassic } from '../../wire/messages-classic.ts';
import type { HandshakeIo } from '../io.ts';
import type { CertificateTypes } from '../negotiate/certificate-types.ts';
import { chosenMethod } from '../negotiate/compression.ts';
import { answeredId } from '../negotiate/connection-id.ts';
import { fragmentLength } from '../negotiate/fragment-length.ts';
import { protocolBytes } from '../negotiate/protocol.ts';
import { answeredSrtp } from '../negotiate/srtp.ts';
import type { ServerSettings } from '../settings.ts';
import type { Agreed } from './keys.ts';
import { answeredInfo, type Renegotiation } from './renegotiation.ts';
import type { Keeping } from './resumption-server.ts';
import { type OfferedClassic, uncompressed } from './server-checks.ts';

/** What a server knows once it has read ClientHello, whether it resumes or not. */
export interface Opening {
  readonly hello: ClientHello;
  readonly offered: OfferedClassic;
  readonly version: VersionRow;
  /** Ours, as far as the version has them. */
  readonly suites: readonly NegotiableSuite[];
  readonly serverName: string | undefined;
  /** What the client offers, and what we chose of it. */
  readonly protocols: readonly string[];
  readonly protocol: string | undefined;
  /** `undefined` in the first handshake on a connection. */
  readonly renegotiation: Renegotiation | undefined;
}

/** What both hellos agree on. */
export function agreedOn(
  { crypto }: HandshakeIo,
  settings: ServerSettings,
  { hello, offered, version }: Opening,
  suite: NegotiableSuite,
  randoms: Randoms,
  certificateTypes: CertificateTypes = { server: 'X509', client: undefined },
): Agreed {
  const { classic } = settings;
  const { encrypt_then_mac, truncated_hmac } = offered.extensions;
  return {
    version,
    suite,
    randoms,
    extendedMasterSecret: offered.extendedMasterSecret,
    helloVersion: hello.legacyVersion,
    signatures: classic.signaturesOf(version),
    prf: classic.prfOf(crypto, version, suite),
    user: offered.user,
    certificateTypes,
    encryptThenMac: classic.encryptsThenMacs && encrypt_then_mac !== undefined && suite.cipher.kind === 'block',
    compressed: chosenMethod(settings, hello) === compressionMethods.DEFLATE,
    truncatedHmac: classic.truncatesMacs && truncated_hmac !== undefined && suite.mac !== 'aead',
  };
}

/** `ticket`: NewSessionTicket will follow. `shown`: answers about what comes with Certificate. */
export function sendServerHello(
  io: HandshakeIo,
  settings: ServerSettings,
  { offered, version, protocol, renegotiation }: Opening,
  { suite, randoms, encryptThenMac, truncatedHmac, compressed }: Agreed,
  { sessionId, ticket, shown }: Keeping & { readonly shown?: Extensions<'ServerHello'> },
): void {
  const { extensions, extendedMasterSecret, secureRenegotiation } = offered;
  const none = new Uint8Array(0);
  const answers: Extensions<'ServerHello'> = {
    ...(secureRenegotiation && { renegotiation_info: answeredInfo(renegotiation) }),
    ...(extensions.server_name !== undefined && settings.acknowledgesName && { server_name: {} }),
    ...(extensions.ec_point_formats !== undefined && { ec_point_formats: [uncompressed] }),
    ...(extendedMasterSecret && { extended_master_secret: {} }),
    ...(encryptThenMac && { encrypt_then_mac: {} }),
    ...(truncatedHmac && { truncated_hmac: {} }),
    ...(ticket && { session_ticket: none }),
    ...shown,
    ...(protocol !== undefined && { application_layer_protocol_negotiation: [protocolBytes(protocol)] }),
    ...limitRecords(io, settings, extensions),
    ...answeredSrtp(io, settings, extensions),
    ...answeredId(io, settings, extensions, suite),
  };
  io.send(messagesClassic, 'ServerHello', {
    legacyVersion: version.wire,
    random: randoms.server,
    legacySessionIdEcho: sessionId,
    cipherSuite: suite.id,
    legacyCompressionMethod: compressed ? compressionMethods.DEFLATE : compressionMethods.NULL,
    // Who sent no extensions may not know that a hello can have any.
    extensions: Object.keys(answers).length > 0 ? answers : undefined,
  });
}

/** One limit counts, and of two the newer one. RFC 8449 §5, RFC 6066 §4. Before TLS 1.3 it counts content alone. */
function limitRecords(
  io: HandshakeIo,
  { recordSizeLimit = 2 ** 14 }: ServerSettings,
  { record_size_limit, max_fragment_length }: Extensions<'ClientHello'>,
): Extensions<'ServerHello'> {
  if (record_size_limit !== undefined) {
    const ours = Math.min(recordSizeLimit, 2 ** 14);
    io.limitRecords({ sent: record_size_limit + 1, received: ours + 1 });
    return { record_size_limit: ours };
  }
  if (max_fragment_length === undefined) return {};
  const length = fragmentLength(max_fragment_length);
  io.limitRecords({ sent: length + 1, received: length + 1 });
  return { max_fragment_length };
}
