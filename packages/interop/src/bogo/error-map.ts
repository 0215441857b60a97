/** BoringSSL's names of errors as codes of our own failures: what the runner looks for in a shim's stderr. */

import type { FailureCode } from 'handfast';

/** The map in the runner's form: each name with the texts that stand for it. */
export function errorMap(): Readonly<Record<string, readonly string[]>> {
  const rows = Object.entries(codes).map(([name, list]) => [`:${name}:`, list.map((code) => `[${code}]`)]);
  return { ...Object.fromEntries(rows), ...sentences };
}

/** What tests expect of shims in plain words. */
const sentences: Readonly<Record<string, readonly string[]>> = {
  'Unexpected SSL_shutdown result: -1 != 1': ['[truncated_connection]'],
  'failed to export keying material': ['[misuse]'],
};

type Code = FailureCode | `peer_alert ${string}` | 'misuse';

/** One of ours may stand for several of theirs, which say more about where than about what. */
const codes: Readonly<Record<string, readonly Code[]>> = {
  BAD_ALERT: ['bad_alert'],
  BAD_CHANGE_CIPHER_SPEC: ['bad_change_cipher_spec'],
  BAD_DECRYPT: ['bad_record'],
  BAD_ECPOINT: ['bad_key_share'],
  BAD_HANDSHAKE_RECORD: ['empty_record'],
  BAD_HELLO_REQUEST: ['trailing_bytes', 'bad_length'],
  BAD_PACKET_LENGTH: ['truncated', 'trailing_bytes'],
  BAD_SIGNATURE: ['bad_signature'],
  CANNOT_PARSE_LEAF_CERT: ['malformed_certificate'],
  CERTIFICATE_VERIFY_FAILED: ['revocation_unknown', 'client_certificate_missing'],
  CERT_CB_ERROR: ['internal_error'],
  CERT_LENGTH_MISMATCH: ['truncated', 'trailing_bytes', 'bad_length'],
  CLIENTHELLO_PARSE_FAILED: ['truncated', 'trailing_bytes', 'bad_length'],
  CONNECTION_REJECTED: ['internal_error'],
  DATA_LENGTH_TOO_LONG: ['record_overflow'],
  DECODE_ERROR: [
    'truncated',
    'trailing_bytes',
    'bad_length',
    'empty_certificate',
    'bad_value',
    'bad_legacy_version',
    'missing_extension',
  ],
  DECRYPTION_FAILED_OR_BAD_RECORD_MAC: ['bad_record', 'no_content_type'],
  DIGEST_CHECK_FAILED: ['bad_finished'],
  DOWNGRADE_DETECTED: ['downgrade_detected'],
  DUPLICATE_EXTENSION: ['duplicate_extension'],
  DUPLICATE_KEY_SHARE: ['bad_key_share'],
  ENCRYPTED_LENGTH_TOO_LONG: ['record_overflow'],
  ERROR_PARSING_EXTENSION: [
    'truncated',
    'trailing_bytes',
    'bad_length',
    'bad_value',
    'bad_server_name',
    'misplaced_extension',
    'bad_point_formats',
  ],
  EXCESSIVE_MESSAGE_SIZE: ['message_too_long'],
  EXCESS_HANDSHAKE_DATA: ['message_spans_key_change', 'interleaved_handshake'],
  HANDSHAKE_FAILURE_ON_CLIENT_HELLO: ['peer_alert handshake_failure'],
  HTTPS_PROXY_REQUEST: ['bad_content_type'],
  HTTP_REQUEST: ['bad_content_type'],
  INAPPROPRIATE_FALLBACK: ['inappropriate_fallback'],
  INVALID_ALPN_PROTOCOL: ['unoffered_protocol', 'bad_length'],
  INVALID_COMPRESSION_LIST: ['bad_compression'],
  INVALID_MESSAGE: ['unexpected_message', 'bad_value'],
  INVALID_OUTER_RECORD_TYPE: ['bad_content_type'],
  KEY_USAGE_BIT_INCORRECT: ['unfit_certificate', 'wrong_usage'],
  MISSING_EXTENSION: ['missing_extension'],
  MISSING_KEY_SHARE: ['missing_extension', 'bad_retry'],
  NO_APPLICATION_PROTOCOL: ['no_common_protocol'],
  NO_CERTIFICATE_SET: ['unrecognized_name'],
  NO_CIPHERS_SPECIFIED: ['no_common_suite'],
  NO_COMMON_SIGNATURE_ALGORITHMS: ['no_common_signature_scheme'],
  NO_RENEGOTIATION: ['unexpected_message', 'peer_alert no_renegotiation'],
  NO_SHARED_CIPHER: ['no_common_suite'],
  NO_SHARED_GROUP: ['no_common_group'],
  NO_SUPPORTED_VERSIONS_ENABLED: ['misuse'],
  PARSE_TLSEXT: ['truncated', 'trailing_bytes', 'bad_length', 'bad_value', 'misplaced_extension'],
  PEER_DID_NOT_RETURN_A_CERTIFICATE: ['certificate_required', 'client_certificate_missing', 'empty_certificate'],
  PRE_SHARED_KEY_MUST_BE_LAST: ['psk_not_last'],
  PSK_IDENTITY_BINDER_COUNT_MISMATCH: ['bad_binders'],
  RENEGOTIATION_MISMATCH: ['bad_renegotiation_info'],
  SECOND_SERVERHELLO_VERSION_MISMATCH: ['unoffered_version', 'unsupported_version'],
  SERVER_ECHOED_INVALID_SESSION_ID: ['bad_session_id', 'unknown_session'],
  SSLV3_ALERT_HANDSHAKE_FAILURE: ['peer_alert handshake_failure'],
  TLS13_DOWNGRADE: ['downgrade_detected'],
  TLSV1_ALERT_ACCESS_DENIED: ['peer_alert access_denied'],
  TLSV1_ALERT_RECORD_OVERFLOW: ['peer_alert record_overflow'],
  TOO_MANY_EMPTY_FRAGMENTS: ['too_many_empty_records'],
  TOO_MANY_KEY_UPDATES: ['too_many_key_updates'],
  TOO_MANY_WARNING_ALERTS: ['too_many_warnings'],
  UNEXPECTED_EXTENSION: ['unsolicited_extension', 'misplaced_extension'],
  UNEXPECTED_MESSAGE: ['unexpected_message'],
  UNEXPECTED_RECORD: [
    'interleaved_handshake',
    'bad_content_type',
    'unexpected_data',
    'unexpected_message',
    'bad_change_cipher_spec',
  ],
  UNKNOWN_ALERT_TYPE: ['bad_alert'],
  UNKNOWN_CERTIFICATE_TYPE: ['unfit_certificate'],
  UNKNOWN_CIPHER_RETURNED: ['unoffered_suite'],
  UNSAFE_LEGACY_RENEGOTIATION_DISABLED: ['insecure_renegotiation'],
  UNSUPPORTED_COMPRESSION_ALGORITHM: ['bad_compression'],
  UNSUPPORTED_PROTOCOL: ['unsupported_version', 'unoffered_version', 'bad_legacy_version'],
  WRONG_CERTIFICATE_TYPE: ['unfit_certificate'],
  WRONG_CIPHER_RETURNED: ['unoffered_suite', 'suite_changed'],
  WRONG_CURVE: ['unoffered_group', 'bad_key_share', 'needless_retry', 'bad_retry'],
  WRONG_SIGNATURE_TYPE: ['bad_signature_scheme'],
  // Protected records carry their version in what is authenticated.
  WRONG_VERSION_NUMBER: ['bad_record_version', 'unsupported_version', 'bad_record', 'bad_content_type'],
  EMPTY_HELLO_RETRY_REQUEST: ['needless_retry'],
  UNSUPPORTED_ALGORITHM: ['bad_signature_scheme', 'unfit_certificate'],
  BAD_ECC_CERT: ['unfit_certificate'],
};
