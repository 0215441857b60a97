/** The alerts by number (RFC 8446 §6, RFC 5246 §7.2, RFC 6101 §5.4, RFC 6066 §9, RFC 9846 §6). */

import type { AlertName } from '../../base/alert-names.ts';

interface Row {
  readonly id: number;
  readonly name: AlertName;
  readonly level: 'fatal' | 'warning' | 'either';
  readonly protocol: 'ssl3' | 'tls' | 'both';
  readonly reserved: boolean;
  readonly meaning: string;
}

type Level = Row['level'];

const both = (id: number, name: AlertName, level: Level, meaning: string): Row => ({
  id,
  name,
  level,
  protocol: 'both',
  reserved: false,
  meaning,
});
const tls = (id: number, name: AlertName, level: Level, meaning: string): Row => ({
  id,
  name,
  level,
  protocol: 'tls',
  reserved: false,
  meaning,
});
const old = (id: number, name: AlertName, level: Level, protocol: Row['protocol'], meaning: string): Row => ({
  id,
  name,
  level,
  protocol,
  reserved: true,
  meaning,
});

export const alertRows: readonly Row[] = [
  both(0, 'close_notify', 'warning', 'the sender has nothing more to say; what came before is complete'),
  both(10, 'unexpected_message', 'fatal', 'a message came that is not allowed at this point'),
  both(20, 'bad_record_mac', 'fatal', 'a record could not be authenticated'),
  old(
    21,
    'decryption_failed',
    'fatal',
    'tls',
    'padding was wrong; merged into bad_record_mac because it gave plaintext away',
  ),
  tls(22, 'record_overflow', 'fatal', 'a record was longer than allowed'),
  old(30, 'decompression_failure', 'fatal', 'both', 'compressed data could not be expanded'),
  both(40, 'handshake_failure', 'fatal', 'no set of parameters suits both sides'),
  old(41, 'no_certificate', 'warning', 'ssl3', 'the client was asked for a certificate and has none'),
  both(42, 'bad_certificate', 'either', 'a certificate was corrupt, or its signature did not verify'),
  both(43, 'unsupported_certificate', 'either', 'a certificate was of an unsupported type or for another purpose'),
  both(44, 'certificate_revoked', 'either', 'a certificate was revoked by its issuer'),
  both(45, 'certificate_expired', 'either', 'a certificate has expired or is not yet valid'),
  both(46, 'certificate_unknown', 'either', 'a certificate was refused for some other reason'),
  both(47, 'illegal_parameter', 'fatal', 'a field had a value that contradicts another or was never allowed'),
  tls(48, 'unknown_ca', 'fatal', 'no trusted authority stands behind the certificate'),
  tls(49, 'access_denied', 'fatal', 'the certificate is valid, but its holder may not come in'),
  tls(50, 'decode_error', 'fatal', 'a message could not be parsed'),
  tls(51, 'decrypt_error', 'fatal', 'a signature, a Finished or a binder did not verify'),
  tls(52, 'too_many_cids_requested', 'fatal', 'more connection identifiers were asked for than will be given'),
  old(60, 'export_restriction', 'fatal', 'tls', 'a negotiation broke the export rules of its time'),
  tls(70, 'protocol_version', 'fatal', 'the version is known but not supported'),
  tls(71, 'insufficient_security', 'fatal', 'the server asks for stronger parameters than the client offers'),
  tls(80, 'internal_error', 'fatal', 'something went wrong that has nothing to do with the peer'),
  tls(86, 'inappropriate_fallback', 'fatal', 'the client retried with an older version than both sides know'),
  tls(90, 'user_canceled', 'warning', 'the handshake was given up for a reason outside the protocol'),
  old(100, 'no_renegotiation', 'warning', 'tls', 'the sender does not want to renegotiate'),
  tls(109, 'missing_extension', 'fatal', 'an extension that the offer requires is missing'),
  tls(110, 'unsupported_extension', 'fatal', 'a message carried an extension that was not asked for'),
  old(111, 'certificate_unobtainable', 'either', 'tls', 'a certificate could not be fetched from the given URL'),
  tls(112, 'unrecognized_name', 'either', 'the server does not serve the name that was asked for'),
  tls(113, 'bad_certificate_status_response', 'fatal', 'the stapled certificate status is invalid'),
  old(
    114,
    'bad_certificate_hash_value',
    'fatal',
    'tls',
    'a certificate fetched from a URL has another hash than announced',
  ),
  tls(115, 'unknown_psk_identity', 'fatal', 'no pre-shared key has this identity'),
  tls(116, 'certificate_required', 'fatal', 'the server insists on a client certificate'),
  tls(117, 'general_error', 'fatal', 'an error that no other alert describes'),
  tls(120, 'no_application_protocol', 'fatal', 'the server speaks none of the offered application protocols'),
  tls(121, 'ech_required', 'fatal', 'the server did not accept the encrypted ClientHello'),
];
