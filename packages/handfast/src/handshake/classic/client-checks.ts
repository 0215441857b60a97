/** What a client checks in a ServerHello up to TLS 1.2. RFC 5246 §7.4.1.3, RFC 5746 §3.4 */

import { ProtocolError } from '../../base/errors.ts';
import type { ServerHello } from '../../wire/messages/server-hello.ts';
import type { Offer } from '../hello/offer.ts';
import { checkPlaces, checkRecordSizeLimit, checkSolicited } from '../negotiate/extensions.ts';
import type { RenegotiationPolicy } from '../settings.ts';
import { checkAnsweredInfo } from './renegotiation.ts';
import { uncompressed } from './server-checks.ts';

/** Throws when an answer was not asked for, makes no sense, or takes security away. */
export function checkServerHello(
  { hello: offered, renegotiation }: Offer,
  hello: ServerHello,
  policy: RenegotiationPolicy,
): void {
  const { extensions = {}, legacyCompressionMethod } = hello;
  if (!offered.legacyCompressionMethods.includes(legacyCompressionMethod)) throw new ProtocolError('bad_compression');
  checkSolicited(offered.extensions ?? { renegotiation_info: true }, extensions);
  checkPlaces(answers, extensions, 'ServerHello');
  checkAnsweredInfo(extensions.renegotiation_info, renegotiation, policy);
  if (extensions.ec_point_formats?.includes(uncompressed) === false) throw new ProtocolError('bad_point_formats');
  checkRecordSizeLimit(extensions.record_size_limit, 2 ** 14);
}

/** Extensions of a ServerHello up to TLS 1.2; some servers list their groups, though no RFC asks for it. */
const answers = [
  'server_name',
  'max_fragment_length',
  'truncated_hmac',
  'status_request',
  'supported_groups',
  'ec_point_formats',
  'heartbeat',
  'application_layer_protocol_negotiation',
  'status_request_v2',
  'signed_certificate_timestamp',
  'client_certificate_type',
  'server_certificate_type',
  'encrypt_then_mac',
  'extended_master_secret',
  'record_size_limit',
  'use_srtp',
  'connection_id',
  'rrc',
  'session_ticket',
  'renegotiation_info',
];
