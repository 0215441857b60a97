/** What we said and the peer may not have heard: kept until it shows that it has. RFC 6347 §4.2.4, RFC 9147 §5.8, §7 */

import { contentTypes } from '../../registry/content-types.ts';
import { handshakeHeader } from '../../wire/handshake.ts';
import { messages13 } from '../../wire/messages13.ts';
import type { Packer, WriteEpoch } from './packer.ts';
import { type Carried, Piecework, type Said } from './piecework.ts';

interface SentRecord {
  /** The first that was sent has 1. */
  readonly order: number;
  readonly carried: readonly Carried[];
}

export class Flight {
  #said: Said[] = [];
  /** By epoch and sequence number. */
  readonly #records = new Map<string, SentRecord>();
  #sent = 0;
  /** Which record of those that were acknowledged was sent last. */
  #newestHeard = 0;

  get empty(): boolean {
    return this.#said.length === 0;
  }

  /** Whether the handshake is finished only when the peer has heard it. */
  get completes(): boolean {
    return this.#said.some(({ message }) => message?.[0] === messages13.Finished.type);
  }

  /** How many messages it has. */
  get size(): number {
    return this.#said.length;
  }

  add(epoch: WriteEpoch, message: Uint8Array | undefined, sequence: number): Said {
    const length = message === undefined ? 0 : message.length - handshakeHeader;
    const said: Said = { epoch, message, sequence, length, heard: undefined, unheard: Math.max(length, 1) };
    this.#said.push(said);
    return said;
  }

  /** The peer has answered: nothing of it need be said again. */
  clear(): void {
    this.#said = [];
    this.#records.clear();
  }

  /** Whether it holds this. */
  holds(said: Said): boolean {
    return this.#said.includes(said);
  }

  /** Says everything that has not been acknowledged. */
  transmit(packer: Packer): void {
    this.transmitThese(packer, this.#said);
  }

  /**
   * Says what was said before something that was acknowledged, and was not itself: what was said after that may still
   * be on its way. `false`: there is nothing. RFC 9147 §7.2
   */
  transmitLost(packer: Packer): boolean {
    const underway = new Map<Said, Uint8Array>();
    for (const { order, carried } of this.#records.values()) {
      if (order < this.#newestHeard) continue;
      for (const { said, from, to } of carried) {
        const bytes = underway.get(said) ?? said.heard?.slice() ?? new Uint8Array(said.length);
        underway.set(said, bytes.fill(1, from, to));
      }
    }
    const lost = this.#said.filter((said) => underway.get(said)?.includes(0) ?? true);
    this.transmitThese(packer, lost, underway);
    return lost.length > 0;
  }

  /** Messages under keys share records, and all share datagrams, as far as these hold them. RFC 6347 §4.2.3, RFC 9147 §5.5 */
  transmitThese(packer: Packer, messages: readonly Said[], underway?: ReadonlyMap<Said, Uint8Array>): void {
    const record = new Piecework(packer, (epoch, sequence, carried) => this.#carry(epoch, sequence, carried));
    for (const said of messages) {
      if (said.message === undefined) record.close();
      if (said.message === undefined) packer.add(said.epoch, contentTypes.change_cipher_spec, Uint8Array.of(1));
      else for (const [from, to] of gaps(said.length, underway?.get(said) ?? said.heard)) record.add(said, from, to);
    }
    record.close();
  }

  /** The peer has processed a record of ours: what that carried need not be said again. */
  acknowledge(epoch: number, sequence: number): boolean {
    const record = this.#records.get(`${epoch} ${sequence}`);
    if (record === undefined) return false;
    this.#newestHeard = Math.max(this.#newestHeard, record.order);
    for (const part of record.carried) markHeard(part);
    this.#said = this.#said.filter(({ unheard }) => unheard > 0);
    if (this.#said.length === 0) this.#records.clear();
    return true;
  }

  #carry(epoch: number, sequence: number, carried: readonly Carried[]): void {
    if (this.#records.size >= mostRecords) this.#records.delete(this.#records.keys().next().value as string);
    this.#records.set(`${epoch} ${sequence}`, { order: ++this.#sent, carried });
  }
}

function markHeard({ said, from, to }: Carried): void {
  if (said.length === 0) said.unheard = 0;
  const heard = (said.heard ??= new Uint8Array(said.length));
  for (let i = from; i < to; i++) {
    if (heard[i] === 0) said.unheard--;
    heard[i] = 1;
  }
}

/** Where bytes are missing: from, to. */
function gaps(length: number, heard: Uint8Array | undefined): readonly (readonly [number, number])[] {
  if (heard === undefined) return [[0, length]];
  const found: [number, number][] = [];
  for (let from = heard.indexOf(0); from !== -1; ) {
    const end = heard.indexOf(1, from);
    const to = end === -1 ? heard.length : end;
    found.push([from, to]);
    from = heard.indexOf(0, to);
  }
  return found;
}

/** Acknowledgements of what we sent longer ago than this come too late. */
const mostRecords = 1024;
