/** Failures of key exchanges that only legacy configurations have. */

import type { Failure } from './table.ts';

export const legacyFailures = {
  unfit_client_certificate: {
    alert: 'unsupported_certificate',
    rule: 'RFC 6101 §5.6.8',
    text: 'a client cannot prove itself with this kind of key in this version',
  },
  weak_group: {
    alert: 'insufficient_security',
    rule: 'RFC 9325 §4.1',
    text: 'the server chose a prime or a key that is too short, or longer than anybody needs',
  },
} as const satisfies Record<string, Failure>;
