/** Two key exchanges side by side: secret as long as one of them is. draft-ietf-tls-ecdhe-mlkem §4 */

import { concat } from '../../base/bytes.ts';
import type { DirectExchange } from './direct.ts';

/** A half of a hybrid, with the lengths in bytes of the client's share and of the server's. */
export interface Half {
  readonly exchange: DirectExchange;
  readonly offered: number;
  readonly answered: number;
}

/** Shares and secrets stand in this order. */
export const hybrid = (first: Half, second: Half): DirectExchange => ({
  offer() {
    const [left, right] = [first.exchange.offer(), second.exchange.offer()];
    return {
      share: concat(left.share, right.share),
      complete(answer) {
        if (answer.length !== first.answered + second.answered) return undefined;
        return joined(
          left.complete(answer.subarray(0, first.answered)),
          right.complete(answer.subarray(first.answered)),
        );
      },
    };
  },
  answer(share) {
    if (share.length !== first.offered + second.offered) return undefined;
    const left = first.exchange.answer(share.subarray(0, first.offered));
    const right = left && second.exchange.answer(share.subarray(first.offered));
    return right && { share: concat(left.share, right.share), secret: concat(left.secret, right.secret) };
  },
});

const joined = (left: Uint8Array | undefined, right: Uint8Array | undefined): Uint8Array | undefined =>
  left && right && concat(left, right);
