import { expect, test } from 'vitest';
import { cpuClock } from './cpu-clock.ts';
import { page, type Row } from './page.ts';
import { handshakeRate } from './rates.ts';
import type { SubjectName } from './subjects.ts';

const row = (name: SubjectName, handshakes: number[], data: number[]): Row => ({
  name,
  present: true,
  ask: async () => 0,
  handshakes,
  data,
  end: () => {},
});

test('the libraries in JavaScript are what others are compared with, and what was not measured is a dash', () => {
  const lines = page([
    row('handfast, DTLS 1.2', [400, 500, 600], [40]),
    row('openssl s_client and s_server, DTLS 1.2', [700], [Number.NaN]),
    row('werift-dtls, DTLS 1.2', [100], [20]),
  ]).split('\n');
  expect(lines).toContain('| handfast, DTLS 1.2 | 500 | 5.0 | 40.0 | 2.0 |');
  expect(lines).toContain('| openssl s_client and s_server, DTLS 1.2 | 700 | 7.0 | – | – |');
  expect(lines).toContain('| werift-dtls, DTLS 1.2 | 100 | 1.0 | 20.0 | 1.0 |');
});

test('the time of other processes counts', async () => {
  let elsewhere = 3;
  const spent = cpuClock(() => elsewhere);
  elsewhere += 1000;
  expect(spent()).toBeGreaterThanOrEqual(1000);
  const joined = { send: () => {}, received: () => 0, close: () => (elsewhere += 1000) };
  const subject = { name: 'slow', join: async () => joined, elsewhere: () => elsewhere, close: () => {} };
  expect(await handshakeRate(subject, 1)).toBeCloseTo(1 / 1000, 4);
});
