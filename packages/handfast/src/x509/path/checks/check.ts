/** A check of one certificate for itself: what RFC or CA/Browser Forum rule it breaks, whatever path it stands in. */

import type { FailureCode } from '../../../base/failures.ts';
import type { Certificate } from '../../certificate.ts';
import type { Usage } from '../usage.ts';

/** Where a certificate stands in a path. */
export type Role = 'leaf' | 'intermediate' | 'root';

export interface Standing {
  readonly role: Role;
  readonly usage: Usage;
}

export interface Check {
  /** Such as `RFC 5280 §6.1.4 (k)`. */
  readonly rule: string;
  readonly code: FailureCode;
  readonly roles: readonly Role[];
  /** What is wrong, in words that follow the certificate's name; `undefined` when nothing is. */
  readonly fault: (certificate: Certificate, standing: Standing) => string | undefined | false;
}

/** What a check found. */
export interface Fault {
  readonly code: FailureCode;
  readonly rule: string;
  readonly why: string;
}

export const everywhere: readonly Role[] = ['leaf', 'intermediate', 'root'];
/** A root is trusted as it is; what follows from how it was issued concerns the others. */
export const belowRoot: readonly Role[] = ['leaf', 'intermediate'];
export const authorities: readonly Role[] = ['intermediate', 'root'];
