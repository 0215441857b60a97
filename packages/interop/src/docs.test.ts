import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { readFeatureList } from './docs-feature-list.ts';
import { featuresPage } from './docs-features.ts';
import { failuresPage, suitesPage } from './docs-tables.ts';
import { readTestReport, type TestOutcome } from './docs-test-report.ts';

const list = {
  sections: [
    { id: 'A', title: 'First', features: { A01: 'one', A02: 'two' } },
    { id: 'B', title: 'Second', features: { B01: 'three' } },
  ],
};
const passed = (title: string, file = 'packages/x/x.test.ts'): TestOutcome => ({ file, title, status: 'passed' });

test('a feature is shown by the first passing test that carries its id', () => {
  const page = featuresPage(list, [
    passed('RFC 1 §2: later [A01]', 'packages/x/z.test.ts'),
    passed('RFC 1 §1: [A01, B01] a | b'),
    { file: 'packages/x/x.test.ts', title: '[A02] fails', status: 'failed' },
  ]);
  expect(page).toContain('| A01 | one | RFC 1 §1: a \\| b ([x.test.ts](../../packages/x/x.test.ts)) and 1 more |');
  expect(page).toContain('| A02 | two | nothing yet |');
  expect(page).toContain('| B01 | three | RFC 1 §1: a \\| b ([x.test.ts](../../packages/x/x.test.ts)) |');
  expect(page).toContain('**2 of 3** features');
  expect(page).toContain('| A | First | 1 | 2 |');
});

test('an id that no feature has is an error, so that a slip of the pen proves nothing', () => {
  expect(() => featuresPage(list, [passed('[C01] what')])).toThrow('[C01]');
});

test('the list of features is complete and every id stands in its section', () => {
  const features = readFeatureList(readFileSync(new URL('../../../docs/features.json', import.meta.url), 'utf8'));
  expect(features.sections.flatMap((section) => Object.keys(section.features))).toHaveLength(329);
  expect(() => readFeatureList('{"sections":[{"id":"A","title":"x","features":{"B01":"y"}}]}')).toThrow('B01');
  expect(() => readFeatureList('{"sections":[{}]}')).toThrow(TypeError);
});

test('a report of vitest is read into titles with paths from the root', () => {
  const json = JSON.stringify({
    testResults: [{ name: '/root/a/b.test.ts', assertionResults: [{ fullName: ' group title', status: 'passed' }] }],
  });
  expect(readTestReport(json, '/root')).toEqual([{ file: 'a/b.test.ts', title: 'group title', status: 'passed' }]);
  expect(() => readTestReport('{}', '/root')).toThrow('testResults');
});

test('the pages of tables name every failure, alert and suite', () => {
  expect(failuresPage()).toContain('| `bad_finished` | `decrypt_error` | RFC 8446 §4.4.4 |');
  expect(failuresPage()).toContain('| 120 | `no_application_protocol` |');
  expect(suitesPage()).toContain('| 0x1301 | TLS_AES_128_GCM_SHA256 | tls13 | any | aes-128-gcm | aead | sha256 |');
  expect(suitesPage()).toContain('| *TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305* |');
});

test('RFC 6101 §5.4.2: [G15] the table of alerts shows how SSL 3.0 sends each beside how TLS does', () => {
  const page = failuresPage();
  expect(page).toContain('| 40 | `handshake_failure` | fatal | fatal |');
  expect(page).toContain('| 42 | `bad_certificate` | either | warning |');
  expect(page).toContain('| 41 | `no_certificate` (reserved) | – | warning |');
  expect(page).toContain('| 48 | `unknown_ca` | fatal | – |');
});
