/** Records protected and packed into datagrams that fit the path. RFC 6347 §4.1.1, RFC 9147 §4.3 */

import { type Awaitable, all, whenReady } from '../../base/awaitable.ts';
import { concat } from '../../base/bytes.ts';
import { ProtocolError } from '../../base/errors.ts';
import type { Epoch } from '../../handshake/io.ts';
import { OutgoingQueue } from '../../record/outgoing.ts';
import type { RecordProtector } from '../../record/protector.ts';
import { numberIn } from './read-epochs.ts';

/** One generation of our keys, and the number of the next record under them. */
export interface WriteEpoch {
  readonly number: number;
  readonly name: Epoch;
  protector: RecordProtector;
  next: number;
}

export class Packer {
  readonly #outgoing: OutgoingQueue;
  #records: Awaitable<Uint8Array>[] = [];
  #length = 0;
  readonly #probes = new Set<Uint8Array>();
  readonly #onRecord: (epoch: WriteEpoch, type: number, length: number) => void;
  /** Largest datagram, in bytes, for what can be cut. */
  mtu: number;

  /** `onRecord` is told of each record that is made. */
  constructor(
    mtu: number,
    onRecord: (epoch: WriteEpoch, type: number, length: number) => void,
    onReady: (failure: { readonly thrown: unknown } | undefined) => void,
  ) {
    this.mtu = mtu;
    this.#onRecord = onRecord;
    // Datagrams are never joined: each is one write.
    this.#outgoing = new OutgoingQueue(onReady, 0);
  }

  get settled(): boolean {
    return this.#outgoing.empty && this.#records.length === 0;
  }

  /** How much content of one more record fits into the datagram that is being filled. */
  room({ protector }: WriteEpoch): number {
    const space = this.mtu - this.#length;
    let content = space - protector.sealedLength(0, 0);
    // Blocks of a cipher are padded in steps.
    while (content >= 0 && protector.sealedLength(content + 1, 0) <= space) content++;
    while (content > 0 && protector.sealedLength(content, 0) > space) content--;
    return content;
  }

  /** Protects a record and gives its sequence number. Throws `key_exhausted`. */
  add(epoch: WriteEpoch, type: number, data: Uint8Array): number {
    const { protector } = epoch;
    const output = new Uint8Array(protector.sealedLength(data.length, 0));
    if (this.#length + output.length > this.mtu) this.close();
    const sequence = epoch.next++;
    if (sequence >= lastSequence) throw new ProtocolError('key_exhausted');
    const sealed = protector.seal(numberIn(epoch, sequence), { type, data }, 0, output);
    this.#records.push(whenReady(sealed, () => output));
    this.#length += output.length;
    this.#onRecord(epoch, type, data.length);
    return sequence;
  }

  /** Protects a record that has a datagram to itself, which takes a way of its own. */
  addProbe(epoch: WriteEpoch, type: number, data: Uint8Array): void {
    this.close();
    this.add(epoch, type, data);
    void whenReady(this.#records[0] as Awaitable<Uint8Array>, (bytes) => this.#probes.add(bytes));
    this.close();
  }

  /** What follows begins another datagram. */
  close(): void {
    if (this.#records.length === 0) return;
    const records = this.#records;
    this.#records = [];
    this.#length = 0;
    this.#outgoing.push(
      records.length === 1
        ? (records[0] as Awaitable<Uint8Array>)
        : whenReady(all(records), (ready) => concat(...ready)),
    );
  }

  /** Whether this datagram is such a one; to be asked once. */
  isProbe(datagram: Uint8Array): boolean {
    return this.#probes.size > 0 && this.#probes.delete(datagram);
  }

  /** Whole datagrams. */
  take(): readonly Uint8Array[] {
    this.close();
    return this.#outgoing.take();
  }
}

/** Sequence numbers have 48 bits and must not wrap. RFC 6347 §4.1, RFC 9147 §4.2.1 */
const lastSequence = 2 ** 48 - 1;
