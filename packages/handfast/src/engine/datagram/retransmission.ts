/** When to say again what was not answered. RFC 6347 §4.2.4.1, RFC 9147 §5.8.2 */

import { ProtocolError } from '../../base/errors.ts';

/** In milliseconds. */
export interface RetransmissionTimes {
  /** Before a flight is sent a second time; twice as long before each further time. */
  readonly first: number;
  /** Never longer than this. */
  readonly longest: number;
  /** How often a flight is sent again before the peer is given up. */
  readonly attempts: number;
}

export const defaultTimes: RetransmissionTimes = { first: 400, longest: 60_000, attempts: 12 };

export class RetransmissionTimer {
  #times: RetransmissionTimes;
  #delay: number;
  #attempts = 0;
  #begun: number | undefined;

  constructor(times: RetransmissionTimes) {
    this.#times = times;
    this.#delay = times.first;
  }

  /** When it is time, in milliseconds since 1970. */
  get due(): number | undefined {
    return this.#begun === undefined ? undefined : this.#begun + this.#delay;
  }

  /** How often the flight has been sent again. */
  get attempts(): number {
    return this.#attempts;
  }

  /** Whether one more time would be too often. */
  get exhausted(): boolean {
    return this.#attempts >= this.#times.attempts;
  }

  /** A quarter of the time that an answer may take: how long acknowledgements wait for more to acknowledge. RFC 9147 §7.1 */
  get patience(): number {
    return this.#delay / 4;
  }

  /** A new flight has been sent. */
  start(now: number): void {
    this.stop();
    this.#begun = now;
  }

  /** The flight was answered. */
  stop(): void {
    this.#delay = this.#times.first;
    this.#attempts = 0;
    this.#begun = undefined;
  }

  /** Answers are faster or slower than was thought: the time that runs changes in proportion. */
  rescale(first: number): void {
    this.#delay = Math.min((this.#delay * first) / this.#times.first, this.#times.longest);
    this.#times = { ...this.#times, first };
  }

  /** The flight is sent again because its time has come. Throws `no_answer` when it has been sent often enough. */
  again(now: number): void {
    if (this.exhausted) throw new ProtocolError('no_answer', { attempts: this.#attempts });
    this.#attempts++;
    this.#delay = Math.min(2 * this.#delay, this.#times.longest);
    this.#begun = now;
  }
}
