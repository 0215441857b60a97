/** A count of things that a peer may do a few times in a row, and not for ever. */

import { ProtocolError } from '../base/errors.ts';
import type { FailureCode } from '../base/failures.ts';

export class Quota {
  readonly #limit: number;
  readonly #code: FailureCode;
  #spent = 0;

  constructor(limit: number, code: FailureCode) {
    this.#limit = limit;
    this.#code = code;
  }

  /** Counts one. Throws when it is one too many. */
  spend(): void {
    if (++this.#spent > this.#limit) throw new ProtocolError(this.#code, { limit: this.#limit });
  }

  /** Something useful came in between. */
  reset(): void {
    this.#spent = 0;
  }
}
