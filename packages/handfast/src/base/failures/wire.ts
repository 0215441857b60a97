/** Failures of bytes and records: what can be wrong before a message means anything. */

import type { Failure } from './table.ts';

export const wireFailures = {
  truncated: { alert: 'decode_error', rule: 'RFC 8446 §6.2', text: 'a message ends before its last field' },
  trailing_bytes: { alert: 'decode_error', rule: 'RFC 8446 §6.2', text: 'bytes remain after the last field' },
  bad_length: { alert: 'decode_error', rule: 'RFC 8446 §3.4', text: 'a vector has a length that its type forbids' },
  bad_value: { alert: 'illegal_parameter', rule: 'RFC 8446 §6.2', text: 'a field holds a value that is not allowed' },
  duplicate_extension: { alert: 'illegal_parameter', rule: 'RFC 8446 §4.2', text: 'the same extension appears twice' },
  misplaced_extension: {
    alert: 'illegal_parameter',
    rule: 'RFC 8446 §4.2',
    text: 'an extension is not allowed in this message',
  },
  ssl2_hello: {
    alert: 'protocol_version',
    rule: 'RFC 6176 §3',
    text: 'the peer begins in the form of SSL 2.0',
  },
  bad_content_type: {
    alert: 'unexpected_message',
    rule: 'RFC 8446 §5',
    text: 'a record has a content type that is not allowed here',
  },
  bad_record_version: {
    alert: 'protocol_version',
    rule: 'RFC 8446 §5.1, §5.2',
    text: 'a record does not carry the version that it must: the peer may not be speaking TLS',
  },
  record_overflow: { alert: 'record_overflow', rule: 'RFC 8446 §5.1', text: 'a record is longer than allowed' },
  empty_record: {
    alert: 'unexpected_message',
    rule: 'RFC 8446 §5.1',
    text: 'a handshake or alert record is empty',
  },
  too_many_empty_records: {
    alert: 'unexpected_message',
    rule: 'RFC 8446 §5.4',
    text: 'too many records without content in a row',
  },
  bad_record: { alert: 'bad_record_mac', rule: 'RFC 8446 §5.2', text: 'a record does not authenticate' },
  decompression_failed: {
    alert: 'decompression_failure',
    rule: 'RFC 5246 §6.2.2',
    text: 'a record does not decompress, or to more than 2^14 bytes',
  },
  no_content_type: {
    alert: 'unexpected_message',
    rule: 'RFC 8446 §5.4',
    text: 'a protected record holds padding only',
  },
  bad_alert: { alert: 'decode_error', rule: 'RFC 8446 §6', text: 'an alert is not two bytes long' },
  too_many_warnings: { alert: 'unexpected_message', rule: 'RFC 8446 §6', text: 'too many warning alerts in a row' },
  unacceptable_warning: {
    alert: 'handshake_failure',
    rule: 'RFC 5246 §7.2.2',
    text: 'the peer sent a warning that we do not go on after',
  },
  bad_change_cipher_spec: {
    alert: 'unexpected_message',
    rule: 'RFC 8446 §5',
    text: 'a ChangeCipherSpec is not the single byte 1, or comes at the wrong time',
  },
  interleaved_handshake: {
    alert: 'unexpected_message',
    rule: 'RFC 8446 §5.1',
    text: 'a record of another type interrupts a handshake message',
  },
  message_spans_key_change: {
    alert: 'unexpected_message',
    rule: 'RFC 8446 §5.1',
    text: 'handshake bytes follow a message that changes keys, in the same record',
  },
  bad_fragment: {
    alert: 'illegal_parameter',
    rule: 'RFC 6347 §4.2.3',
    text: 'a piece of a handshake message does not fit the message',
  },
  no_answer: {
    alert: 'user_canceled',
    rule: 'RFC 6347 §4.2.4',
    text: 'the peer does not answer, however often it is asked',
  },
  too_many_forgeries: {
    alert: 'internal_error',
    rule: 'RFC 9147 §4.5.3',
    text: 'more records did not authenticate than one key may see',
  },
  message_too_long: {
    alert: 'illegal_parameter',
    rule: 'RFC 8446 §4',
    text: 'a handshake message is longer than the configured limit',
  },
  unexpected_data: {
    alert: 'unexpected_message',
    rule: 'RFC 8446 §2',
    text: 'application data arrived before the handshake was finished',
  },
  truncated_connection: {
    alert: 'close_notify',
    rule: 'RFC 8446 §6.1',
    text: 'the transport ended without close_notify: data may be missing',
  },
  numbers_exhausted: {
    alert: 'internal_error',
    rule: 'RFC 6347 §4.2.2',
    text: 'one more handshake message over datagrams would need a number of more than 16 bits',
  },
  key_exhausted: {
    alert: 'internal_error',
    rule: 'RFC 8446 §5.5',
    text: 'a key has protected as many records as it safely can',
  },
} as const satisfies Record<string, Failure>;
