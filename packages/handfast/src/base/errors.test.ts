import { expect, test } from 'vitest';
import { MisuseError, PeerAlert, ProtocolError } from './errors.ts';

test('the error of a broken rule knows its code, alert and rule, and says all of it in a sentence', () => {
  const cause = new Error('below');
  const error = new ProtocolError('unoffered_suite', { chosen: 'TLS_NULL', skipped: undefined }, { cause });
  expect(error).toMatchObject({ code: 'unoffered_suite', alert: 'illegal_parameter', rule: 'RFC 8446 §4.1.3', cause });
  expect(error.message).toBe('the server chose a cipher suite that was not offered: chosen TLS_NULL (RFC 8446 §4.1.3)');
  expect(new ProtocolError('bad_record').message).toBe('a record does not authenticate (RFC 8446 §5.2)');
  expect(new ProtocolError('bad_retry', { why: 'it is another one' }).message).toContain(': it is another one (');
});

test('the three kinds of error are told apart by name and code', () => {
  expect(new PeerAlert('unknown_ca')).toMatchObject({ name: 'PeerAlert', code: 'peer_alert', alert: 'unknown_ca' });
  expect(new PeerAlert('alert 199').message).toContain('alert 199');
  expect(new MisuseError('no')).toMatchObject({ name: 'MisuseError', code: 'misuse' });
});
