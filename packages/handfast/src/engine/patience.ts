/** How much of what means nothing a peer may say in a row. */

import type { Limits } from './limits.ts';
import { Quota } from './quota.ts';

export class Patience {
  /** Records that carry nothing. */
  readonly empty: Quota;
  /** Alerts that end nothing, in both directions. */
  readonly warnings: Quota;

  constructor({ emptyRecords, warnings }: Limits) {
    this.empty = new Quota(emptyRecords, 'too_many_empty_records');
    this.warnings = new Quota(warnings, 'too_many_warnings');
  }

  /** Data came: that is what connections are for. */
  restore(): void {
    this.empty.reset();
    this.warnings.reset();
  }
}
