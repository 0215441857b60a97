/** The shape of a row in the failure tables. */

import type { AlertName } from '../alert-names.ts';

export interface Failure {
  /** The alert that tells the peer. */
  readonly alert: AlertName;
  /** The rule that was broken. */
  readonly rule: string;
  /** A sentence without capital and full stop, for people. */
  readonly text: string;
}
