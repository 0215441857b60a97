/** What certificates may be for, by the names of RFC 5280 §4.2.1.12. */

import type { Usage } from 'handfast/x509';

export const usages: readonly Usage[] = [
  'serverAuth',
  'clientAuth',
  'codeSigning',
  'emailProtection',
  'timeStamping',
  'OCSPSigning',
];
