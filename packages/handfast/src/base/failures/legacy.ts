/** Failures of key exchanges that only legacy configurations have. */

import type { Failure } from './table.ts';

export const legacyFailures = {
  weak_group: {
    alert: 'insufficient_security',
    rule: 'RFC 9325 §4.1',
    text: 'the server chose a prime or a key that is too short, or longer than anybody needs',
  },
} as const satisfies Record<string, Failure>;
