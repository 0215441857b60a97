/** ACK: which records of the peer's have been processed. RFC 9147 §7 */

import { decode, encode } from '../../wire/codec.ts';
import { Ack, type RecordNumber } from '../../wire/messages/ack.ts';
import type { ReadEpoch } from './read-epochs.ts';

/**
 * The records that a peer acknowledges under these keys. Without keys anybody could have said it: then it counts for
 * records without keys alone, and nothing is wrong with it.
 */
export function acknowledgedBy(content: Uint8Array, { protector }: ReadEpoch): readonly RecordNumber[] {
  if (protector.encrypts) return decode(Ack, content).recordNumbers;
  try {
    return decode(Ack, content).recordNumbers.filter(({ epoch }) => epoch === 0);
  } catch {
    return [];
  }
}

/** The newest records of the peer's that were processed: each is acknowledged more than once, for datagrams get lost. */
export class Processed {
  #numbers: RecordNumber[] = [];

  add(epoch: number, sequenceNumber: number): void {
    this.#numbers.push({ epoch, sequenceNumber });
    if (this.#numbers.length > most) this.#numbers.shift();
  }

  /** Our answer says that all of them have come. RFC 9147 §7 */
  clear(): void {
    this.#numbers = [];
  }

  /** ACK with the newest of them, in ascending order, as far as they fit; `undefined` when there are none. */
  acknowledgement(room: number): Uint8Array | undefined {
    const fitting = Math.floor((room - 2) / 16);
    if (this.#numbers.length === 0 || fitting <= 0) return undefined;
    const recordNumbers = this.#numbers
      .slice(-fitting)
      .sort((a, b) => a.epoch - b.epoch || a.sequenceNumber - b.sequenceNumber);
    return encode(Ack, { recordNumbers });
  }
}

/** As many as one flight has records; the peer sends again what is not acknowledged. */
const most = 32;
