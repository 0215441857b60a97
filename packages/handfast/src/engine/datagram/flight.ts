/** What we said and the peer may not have heard: kept until it shows that it has. RFC 6347 §4.2.4, RFC 9147 §5.8, §7 */

import { contentTypes } from '../../registry/content-types.ts';
import { handshakeHeader } from '../../wire/handshake.ts';
import { messages13 } from '../../wire/messages13.ts';
import { encodeFragment, fragmentHeader } from './fragment.ts';
import type { Packer, WriteEpoch } from './packer.ts';

/** A message, or the ChangeCipherSpec between two, and the keys under which it goes. */
export interface Said {
  readonly epoch: WriteEpoch;
  /** With the header of TLS; `undefined` for ChangeCipherSpec. */
  readonly message: Uint8Array | undefined;
  readonly sequence: number;
  /** 1 for each byte of the body that the peer has acknowledged. */
  readonly heard: Uint8Array;
  unheard: number;
}

/** What one record of ours carried. */
interface Carried {
  readonly said: Said;
  readonly from: number;
  readonly to: number;
}

export class Flight {
  #said: Said[] = [];
  /** By epoch and sequence number. */
  readonly #records = new Map<string, Carried>();

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
    const said = { epoch, message, sequence, heard: new Uint8Array(length), unheard: Math.max(length, 1) };
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
    for (const said of this.#said) this.transmitOne(packer, said);
  }

  transmitOne(packer: Packer, said: Said): void {
    if (said.message === undefined) packer.add(said.epoch, contentTypes.change_cipher_spec, Uint8Array.of(1));
    else if (said.heard.length === 0) this.#send(packer, said, 0, 0);
    else for (const [from, to] of gaps(said.heard)) this.#cut(packer, said, from, to);
  }

  /** The peer has processed a record of ours: what that carried need not be said again. */
  acknowledge(epoch: number, sequence: number): boolean {
    const carried = this.#records.get(`${epoch} ${sequence}`);
    if (carried === undefined) return false;
    const { said, from, to } = carried;
    if (said.heard.length === 0) said.unheard = 0;
    for (let i = from; i < to; i++) {
      if (said.heard[i] === 0) said.unheard--;
      said.heard[i] = 1;
    }
    if (said.unheard === 0) this.#said = this.#said.filter((one) => one !== said);
    if (this.#said.length === 0) this.#records.clear();
    return true;
  }

  /** Cuts a part of a message to pieces that fit. */
  #cut(packer: Packer, said: Said, from: number, to: number): void {
    for (let at = from; at < to; ) {
      let room = packer.room(said.epoch) - fragmentHeader;
      if (room < Math.min(to - at, smallest) && !packer.fresh) {
        packer.close();
        room = packer.room(said.epoch) - fragmentHeader;
      }
      const end = Math.min(to, at + Math.max(room, smallest));
      this.#send(packer, said, at, end);
      at = end;
    }
  }

  #send(packer: Packer, said: Said, from: number, to: number): void {
    const { epoch, sequence, heard } = said;
    const message = said.message as Uint8Array;
    const data = message.subarray(handshakeHeader + from, handshakeHeader + to);
    const piece = { type: message[0] as number, length: heard.length, sequence, offset: from, data };
    const number = packer.add(epoch, contentTypes.handshake, encodeFragment(piece));
    if (this.#records.size >= mostRecords) this.#records.delete(this.#records.keys().next().value as string);
    this.#records.set(`${epoch.number} ${number}`, { said, from, to });
  }
}

/** Where bytes are missing: from, to. */
function gaps(heard: Uint8Array): readonly (readonly [number, number])[] {
  const found: [number, number][] = [];
  for (let from = heard.indexOf(0); from !== -1; ) {
    const end = heard.indexOf(1, from);
    const to = end === -1 ? heard.length : end;
    found.push([from, to]);
    from = heard.indexOf(0, to);
  }
  return found;
}

/** In bytes: pieces that are smaller cost more than they carry. */
const smallest = 32;
/** Acknowledgements of what we sent longer ago than this come too late. */
const mostRecords = 1024;
