/** How much early data a client may still send. RFC 8446 §4.6.1 */

import { ProtocolError } from '../base/errors.ts';

export class EarlyDataAllowance {
  #left: number;

  /** In bytes of content: padding and overhead do not count. */
  constructor(most: number) {
    this.#left = most;
  }

  /** Throws `too_much_early_data`. */
  spend(length: number): void {
    this.#left -= length;
    if (this.#left < 0) throw new ProtocolError('too_much_early_data', { by: -this.#left });
  }
}
