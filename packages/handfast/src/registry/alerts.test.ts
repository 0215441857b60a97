import { expect, test } from 'vitest';
import { failures } from '../base/failures.ts';
import { alertById, alertFits, alertName, alertNamed, alerts, isAlertName, ssl3Level } from './alerts.ts';

test('RFC 8446 §6: alerts are found by number and by name, each once', () => {
  expect(alerts).toHaveLength(37);
  for (const alert of alerts) {
    expect(alertById(alert.id)).toBe(alert);
    expect(alertNamed(alert.name)).toBe(alert);
  }
  expect(alertName(120)).toBe('no_application_protocol');
  expect(alertName(122)).toBe('Unknown (122)');
  expect(isAlertName('no_such_alert')).toBe(false);
});

test('every failure of ours sends an alert that TLS has, and only what old versions compress one that is reserved', () => {
  for (const [code, { alert }] of Object.entries(failures)) {
    expect(alertFits(alertNamed(alert), 'tls')).toBe(true);
    expect(alertNamed(alert).reserved, code).toBe(code === 'decompression_failed');
  }
});

test('[G14] RFC 6101 §5.4.2: SSL 3.0 knows twelve alerts, five of them always fatal', () => {
  const ssl3 = alerts.filter((alert) => alertFits(alert, 'ssl3'));
  const at = (level: string) => ssl3.filter((alert) => ssl3Level(alert) === level).map((alert) => alert.name);
  expect(at('fatal')).toEqual([
    'unexpected_message',
    'bad_record_mac',
    'decompression_failure',
    'handshake_failure',
    'illegal_parameter',
  ]);
  expect(at('warning')).toEqual([
    'close_notify',
    'no_certificate',
    'bad_certificate',
    'unsupported_certificate',
    'certificate_revoked',
    'certificate_expired',
    'certificate_unknown',
  ]);
  expect(ssl3Level(alertNamed('unknown_ca'))).toBeUndefined();
  expect(alertFits(alertNamed('no_certificate'), 'tls')).toBe(false);
});

test('[G02] RFC 5246 §7.2.2: what is always fatal, and what may be a warning', () => {
  for (const name of ['decrypt_error', 'unsupported_extension', 'unknown_ca', 'protocol_version'] as const) {
    expect(alertNamed(name).level).toBe('fatal');
  }
  for (const name of ['close_notify', 'user_canceled', 'no_renegotiation'] as const) {
    expect(alertNamed(name).level).toBe('warning');
  }
  expect(alertNamed('unrecognized_name').level).toBe('either');
});

test('[G13] hints name the causes that are seen in the field', () => {
  expect(alertNamed('bad_record_mac').hints.join()).toMatch(/FTPS.*firewall/);
  expect(alertNamed('unsupported_certificate').hints[0]).toMatch(/servers only.*client/);
  expect(alertNamed('certificate_expired').hints[0]).toMatch(/every certificate of the chain/);
  expect(alertNamed('access_denied').hints[0]).toMatch(/no client certificate/);
  expect(alertNamed('unrecognized_name').hints[0]).toMatch(/server_name/);
});
