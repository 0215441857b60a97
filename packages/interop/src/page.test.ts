import { expect, test } from 'vitest';
import { interopPage } from './page.ts';
import type { Result } from './run-case.ts';

const one = (client: string, server: string, status: Result['status'], reason?: string): Result => ({
  client,
  server,
  topic: 'ALPN',
  variant: 'one in common',
  status,
  ...(reason !== undefined && { reason }),
});

test('the page of live peers counts both directions, and says why something was left out', () => {
  const results = [
    one('handfast', 'gnutls', 'ok'),
    one('handfast', 'gnutls', 'failed', 'it hung'),
    one('gnutls', 'handfast', 'ok'),
    one('gnutls', 'handfast', 'skipped', 'not in gnutls'),
  ];
  const page = interopPage(results, [{ name: 'gnutls', version: '3.7.9' }], 'handfast');
  expect(page).toContain('## gnutls\n\n3.7.9');
  expect(page).toContain('| ALPN | 1 of 2 | 1 of 1 | 1: not in gnutls |');
  expect(page).toContain('2 passed, 1 failed, 1 skipped');
});
