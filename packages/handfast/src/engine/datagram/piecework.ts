/** Messages cut to pieces, and pieces put into records. RFC 6347 §4.2.3, RFC 9147 §5.5 */

import { concat } from '../../base/bytes.ts';
import { contentTypes } from '../../registry/content-types.ts';
import { handshakeHeader } from '../../wire/handshake.ts';
import { encodeFragment, fragmentHeader } from './fragment.ts';
import type { Packer, WriteEpoch } from './packer.ts';

/** A message, or the ChangeCipherSpec between two, and the keys under which it goes. */
export interface Said {
  readonly epoch: WriteEpoch;
  /** With the header of TLS; `undefined` for ChangeCipherSpec. */
  readonly message: Uint8Array | undefined;
  readonly sequence: number;
  /** Of the body. */
  readonly length: number;
  /** 1 for each byte of the body that the peer has acknowledged; absent before it has any. */
  heard: Uint8Array | undefined;
  unheard: number;
}

/** What one record of ours carried of a message. */
export interface Carried {
  readonly said: Said;
  readonly from: number;
  readonly to: number;
}

/** Fills one handshake record after another. */
export class Piecework {
  readonly #packer: Packer;
  readonly #onRecord: (epoch: number, sequence: number, carried: readonly Carried[]) => void;
  #epoch: WriteEpoch | undefined;
  #pieces: Uint8Array[] = [];
  #length = 0;
  #carried: Carried[] = [];

  /** `onRecord` is told what each record carries. */
  constructor(packer: Packer, onRecord: (epoch: number, sequence: number, carried: readonly Carried[]) => void) {
    this.#packer = packer;
    this.#onRecord = onRecord;
  }

  /** Adds a part of a message, cut where it does not fit. */
  add(said: Said, from: number, to: number): void {
    // Without keys each message has a record of its own: the oldest peers look no further.
    if (said.epoch !== this.#epoch || !said.epoch.protector.encrypts) this.close();
    this.#epoch = said.epoch;
    let at = from;
    do {
      if (this.#room(said.epoch) < Math.min(to - at, 1)) {
        this.close();
        this.#packer.close();
      }
      const end = Math.min(to, at + Math.max(this.#room(said.epoch), 1));
      this.#put(said, at, end);
      at = end;
    } while (at < to);
  }

  /** Ends the record that is being filled. */
  close(): void {
    if (this.#epoch === undefined || this.#pieces.length === 0) return;
    const content = this.#pieces.length === 1 ? (this.#pieces[0] as Uint8Array) : concat(...this.#pieces);
    const sequence = this.#packer.add(this.#epoch, contentTypes.handshake, content);
    this.#onRecord(this.#epoch.number, sequence, this.#carried);
    this.#pieces = [];
    this.#length = 0;
    this.#carried = [];
  }

  /** How much of a message fits behind what is in the record. */
  #room(epoch: WriteEpoch): number {
    return this.#packer.room(epoch) - this.#length - fragmentHeader;
  }

  #put(said: Said, from: number, to: number): void {
    const message = said.message as Uint8Array;
    const data = message.subarray(handshakeHeader + from, handshakeHeader + to);
    const { sequence, length } = said;
    const piece = encodeFragment({ type: message[0] as number, length, sequence, offset: from, data });
    this.#pieces.push(piece);
    this.#length += piece.length;
    this.#carried.push({ said, from, to });
  }
}
