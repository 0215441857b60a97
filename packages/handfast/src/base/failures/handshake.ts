/** Failures of the handshake: messages in the wrong order, values that were not offered, proofs that do not hold. */

import type { Failure } from './table.ts';

export const handshakeFailures = {
  unexpected_message: {
    alert: 'unexpected_message',
    rule: 'RFC 8446 §4',
    text: 'a message is not allowed at this point',
  },
  excess_handshake_data: {
    alert: 'unexpected_message',
    rule: 'RFC 8446 §4',
    text: 'handshake bytes follow a message after which it is our turn',
  },
  unsupported_version: {
    alert: 'protocol_version',
    rule: 'RFC 8446 §4.2.1',
    text: 'the two sides share no protocol version',
  },
  unoffered_version: {
    alert: 'illegal_parameter',
    rule: 'RFC 8446 §4.2.1',
    text: 'the server chose a version that was not offered',
  },
  bad_legacy_version: {
    alert: 'illegal_parameter',
    rule: 'RFC 8446 §4.1.3',
    text: 'the legacy version of a hello is not the one that TLS 1.3 fixes',
  },
  downgrade_detected: {
    alert: 'illegal_parameter',
    rule: 'RFC 8446 §4.1.3',
    text: 'the server marks its random as a downgrade although both sides know a newer version',
  },
  inappropriate_fallback: {
    alert: 'inappropriate_fallback',
    rule: 'RFC 7507 §3',
    text: 'the client fell back to a version older than the best that both know',
  },
  no_common_suite: {
    alert: 'handshake_failure',
    rule: 'RFC 8446 §4.1.1',
    text: 'the two sides share no cipher suite',
  },
  no_common_group: {
    alert: 'handshake_failure',
    rule: 'RFC 8446 §4.1.1',
    text: 'the two sides share no key exchange group',
  },
  no_common_signature_scheme: {
    alert: 'handshake_failure',
    rule: 'RFC 8446 §4.4.2.2',
    text: 'no certificate of ours fits the signature schemes that the peer accepts',
  },
  no_common_protocol: {
    alert: 'no_application_protocol',
    rule: 'RFC 7301 §3.2',
    text: 'the two sides share no application protocol',
  },
  no_fitting_credential: {
    alert: 'handshake_failure',
    rule: 'RFC 8446 §4.4.2.3',
    text: 'no credential of ours fits what the peer accepts',
  },
  unrecognized_name: {
    alert: 'unrecognized_name',
    rule: 'RFC 6066 §3',
    text: 'the server has no certificate for the name that the client asks for',
  },
  missing_extension: {
    alert: 'missing_extension',
    rule: 'RFC 8446 §9.2',
    text: 'an extension that the offer requires is missing',
  },
  unsolicited_extension: {
    alert: 'unsupported_extension',
    rule: 'RFC 8446 §4.2',
    text: 'the peer answers an extension that was not sent',
  },
  quic_without_quic: {
    alert: 'unsupported_extension',
    rule: 'RFC 9001 §8.2',
    text: 'the client sends parameters of QUIC over another transport',
  },
  unoffered_suite: {
    alert: 'illegal_parameter',
    rule: 'RFC 8446 §4.1.3',
    text: 'the server chose a cipher suite that was not offered',
  },
  suite_changed: {
    alert: 'illegal_parameter',
    rule: 'RFC 8446 §4.1.4',
    text: 'the cipher suite is not the one that HelloRetryRequest named',
  },
  bad_compression: {
    alert: 'illegal_parameter',
    rule: 'RFC 8446 §4.1.2',
    text: 'a compression method other than null was offered or chosen',
  },
  bad_session_id: {
    alert: 'illegal_parameter',
    rule: 'RFC 8446 §4.1.3',
    text: 'the server does not echo the legacy session id',
  },
  unoffered_group: {
    alert: 'illegal_parameter',
    rule: 'RFC 8446 §4.2.8',
    text: 'the peer chose a key exchange group that was not offered',
  },
  bad_key_share: {
    alert: 'illegal_parameter',
    rule: 'RFC 8446 §4.2.8',
    text: 'a key share is not a valid public value of its group',
  },
  needless_retry: {
    alert: 'illegal_parameter',
    rule: 'RFC 8446 §4.1.4',
    text: 'HelloRetryRequest would change nothing',
  },
  bad_retry: {
    alert: 'illegal_parameter',
    rule: 'RFC 8446 §4.1.2',
    text: 'the second ClientHello differs from the first in a way that is not allowed',
  },
  bad_cookie: {
    alert: 'illegal_parameter',
    rule: 'RFC 8446 §4.2.2',
    text: 'the cookie is not the one that HelloRetryRequest carried',
  },
  psk_not_last: {
    alert: 'illegal_parameter',
    rule: 'RFC 8446 §4.2.11',
    text: 'pre_shared_key is not the last extension',
  },
  bad_binders: {
    alert: 'illegal_parameter',
    rule: 'RFC 8446 §4.2.11',
    text: 'pre_shared_key does not carry one binder for each identity',
  },
  unoffered_psk: {
    alert: 'illegal_parameter',
    rule: 'RFC 8446 §4.2.11',
    text: 'the server chose a key, or a way to use it, that was not offered for its cipher suite',
  },
  bad_binder: {
    alert: 'decrypt_error',
    rule: 'RFC 8446 §4.2.11',
    text: 'a binder does not prove that the client has the key',
  },
  unknown_psk_identity: {
    alert: 'unknown_psk_identity',
    rule: 'RFC 8446 §6.2',
    text: 'the server knows none of the keys on offer, and has no certificate',
  },
  bad_early_data: {
    alert: 'illegal_parameter',
    rule: 'RFC 8446 §4.2.10',
    text: 'the server takes early data under other terms than those of the session',
  },
  early_data_downgrade: {
    alert: 'protocol_version',
    rule: 'RFC 8446 Appendix D.3',
    text: 'a server to which early data was sent answers with an older version',
  },
  too_much_early_data: {
    alert: 'unexpected_message',
    rule: 'RFC 8446 §4.6.1',
    text: 'the client sends more early data than its ticket allows',
  },
  unoffered_protocol: {
    alert: 'illegal_parameter',
    rule: 'RFC 7301 §3.1',
    text: 'the server chose an application protocol that was not offered',
  },
  unoffered_srtp_profile: {
    alert: 'illegal_parameter',
    rule: 'RFC 5764 §4.1.1',
    text: 'the server chose a protection of media that was not offered, or more than one',
  },
  bad_server_name: {
    alert: 'illegal_parameter',
    rule: 'RFC 6066 §3',
    text: 'server_name does not hold one host name',
  },
  bad_record_size_limit: {
    alert: 'illegal_parameter',
    rule: 'RFC 8449 §4',
    text: 'record_size_limit is smaller than 64 or larger than the protocol allows',
  },
  bad_signature_scheme: {
    alert: 'illegal_parameter',
    rule: 'RFC 8446 §4.4.3',
    text: 'a signature was made with a scheme that was not offered or does not fit the key',
  },
  bad_signature: {
    alert: 'decrypt_error',
    rule: 'RFC 8446 §4.4.3',
    text: 'the CertificateVerify signature is wrong',
  },
  bad_finished: {
    alert: 'decrypt_error',
    rule: 'RFC 8446 §4.4.4',
    text: 'Finished does not match the transcript',
  },
  empty_certificate: {
    alert: 'decode_error',
    rule: 'RFC 8446 §4.4.2.4',
    text: 'the server sent no certificate',
  },
  needless_certificate_types: {
    alert: 'illegal_parameter',
    rule: 'RFC 7250 §4.1',
    text: 'a client lists X.509 as the only type of certificates, which it must leave unsaid',
  },
  no_common_certificate_type: {
    alert: 'unsupported_certificate',
    rule: 'RFC 7250 §4.2',
    text: 'what one side can show, certificates or bare keys, the other does not accept',
  },
  unoffered_certificate_type: {
    alert: 'illegal_parameter',
    rule: 'RFC 7250 §4.2',
    text: 'the server chose a type of certificates that was not offered',
  },
  surplus_raw_key: {
    alert: 'illegal_parameter',
    rule: 'RFC 8446 §4.4.2',
    text: 'the peer shows more than one key where keys stand in place of certificates',
  },
  malformed_raw_key: {
    alert: 'decode_error',
    rule: 'RFC 7250 §3',
    text: 'a raw public key is not a well-formed SubjectPublicKeyInfo in DER, or no key that can be used',
  },
  chain_too_long: {
    alert: 'bad_certificate',
    rule: 'RFC 8446 §4.4.2',
    text: 'the peer sent more certificates than the configured limit',
  },
  certificate_required: {
    alert: 'certificate_required',
    rule: 'RFC 8446 §4.4.2.4',
    text: 'the client sent no certificate although one is required',
  },
  bad_certificate_context: {
    alert: 'illegal_parameter',
    rule: 'RFC 8446 §4.4.2',
    text: 'the certificate request context is not the expected one',
  },
  bad_key_update: {
    alert: 'illegal_parameter',
    rule: 'RFC 8446 §4.6.3',
    text: 'KeyUpdate asks for something undefined',
  },
  bad_oid_filter: {
    alert: 'illegal_parameter',
    rule: 'RFC 8446 §4.2.5',
    text: 'the server filters certificates by something that is no certificate extension',
  },
  too_many_certificate_requests: {
    alert: 'unexpected_message',
    rule: 'RFC 8446 §4.6.2',
    text: 'the server asks for certificates again and again',
  },
  too_many_key_updates: {
    alert: 'unexpected_message',
    rule: 'RFC 8446 §4.6.3',
    text: 'the peer changes its keys without ever sending data',
  },
  unknown_session: {
    alert: 'illegal_parameter',
    rule: 'RFC 5246 §7.4.1.3',
    text: 'the server resumes a session that the client does not have',
  },
  session_changed: {
    alert: 'illegal_parameter',
    rule: 'RFC 5246 §7.4.1.3',
    text: 'the server resumes a session with another version or cipher suite than it began with',
  },
  bad_session_binding: {
    alert: 'handshake_failure',
    rule: 'RFC 7627 §5.3',
    text: 'a session is resumed with extended_master_secret on one side only, or not as it began',
  },
  insecure_renegotiation: {
    alert: 'handshake_failure',
    rule: 'RFC 5746 §4.1',
    text: 'the server does not know secure renegotiation, so what it receives may begin with the words of another',
  },
  bad_renegotiation_info: {
    alert: 'handshake_failure',
    rule: 'RFC 5746 §3.4',
    text: 'renegotiation_info does not match the handshake before',
  },
  unwanted_renegotiation: {
    alert: 'unexpected_message',
    rule: 'RFC 5246 §7.4.1.1',
    text: 'the peer would like to renegotiate, and the configuration ends connections for that',
  },
  renegotiation_changed: {
    alert: 'handshake_failure',
    rule: 'RFC 5746 §5',
    text: 'a renegotiation would change who the peer is, or loosen what was agreed',
  },
  bad_point_formats: {
    alert: 'illegal_parameter',
    rule: 'RFC 8422 §5.1.2',
    text: 'ec_point_formats lacks the uncompressed format',
  },
  unfit_certificate: {
    alert: 'illegal_parameter',
    rule: 'RFC 5246 §7.4.2',
    text: 'the key of the certificate does not fit the cipher suite',
  },
  client_certificate_missing: {
    alert: 'handshake_failure',
    rule: 'RFC 5246 §7.4.6',
    text: 'the client sent no certificate although one is required',
  },
  unoffered_compression: {
    alert: 'illegal_parameter',
    rule: 'RFC 8879 §4',
    text: 'the certificate is packed in a way that was not offered',
  },
  bad_compressed_certificate: {
    alert: 'bad_certificate',
    rule: 'RFC 8879 §4',
    text: 'the packed certificate is too long, or cannot be unpacked',
  },
  ech_required: {
    alert: 'ech_required',
    rule: 'RFC 9849 §6.1.6',
    text: 'the server could not read the encrypted ClientHello',
  },
  ech_unconfirmed: {
    alert: 'illegal_parameter',
    rule: 'RFC 9849 §6.1.5',
    text: 'HelloRetryRequest says that the encrypted ClientHello was read, and ServerHello does not',
  },
  bad_inner_hello: {
    alert: 'illegal_parameter',
    rule: 'RFC 9849 §7.1',
    text: 'a ClientHello that was encrypted is not what it must be',
  },
  bad_outer_extensions: {
    alert: 'illegal_parameter',
    rule: 'RFC 9849 §5.1',
    text: 'ech_outer_extensions names what is not there, names it twice or out of order',
  },
  misplaced_inner_hello: {
    alert: 'illegal_parameter',
    rule: 'RFC 9849 §7',
    text: 'a ClientHello says that it was encrypted and was not, or the other way round',
  },
  ech_changed: {
    alert: 'illegal_parameter',
    rule: 'RFC 9849 §7.1.1',
    text: 'the second ClientHello is encrypted in another way than the first',
  },
  ech_undecipherable: {
    alert: 'decrypt_error',
    rule: 'RFC 9849 §7.1.1',
    text: 'the second ClientHello does not decrypt as the first did',
  },
  handshake_timeout: {
    alert: 'user_canceled',
    rule: 'RFC 8446 §6.1',
    text: 'the handshake was not finished in time',
  },
  internal_error: {
    alert: 'internal_error',
    rule: 'RFC 8446 §6.2',
    text: 'an error on this side ended the connection',
  },
} as const satisfies Record<string, Failure>;
