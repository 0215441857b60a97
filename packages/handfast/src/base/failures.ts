/** Everything that can go wrong with a peer: the alert it sends, the rule it breaks, a sentence for people. */

import type { AlertName } from './alert-names.ts';
import { certificateFailures } from './failures/certificate.ts';
import { handshakeFailures } from './failures/handshake.ts';
import { legacyFailures } from './failures/legacy.ts';
import type { Failure } from './failures/table.ts';
import { wireFailures } from './failures/wire.ts';

/** One row per code. Codes are stable API; sentences are not. */
export const failures = { ...wireFailures, ...handshakeFailures, ...certificateFailures, ...legacyFailures } as const;

export type FailureCode = keyof typeof failures;

export const failureOf = (code: FailureCode): Failure & { readonly alert: AlertName } => failures[code];
