/** Which of several handshakes a message belongs to: each counts its messages from 0. RFC 6347 §4.2.2 */

import type { Role } from '../../handshake/tls13/keys.ts';
import { messagesClassic } from '../../wire/messages-classic.ts';
import type { Fragment } from './fragment.ts';
import type { Reassembler } from './reassembler.ts';

export class Episode {
  readonly #reassembler: Reassembler;
  readonly #role: Role;
  /** Whether no handshake is going on. */
  #idle = false;
  #again = false;
  /** Whether the peer's keys are still those of the handshake before. */
  #oldKeys = false;
  #helloHeard = false;

  constructor(role: Role, reassembler: Reassembler) {
    this.#role = role;
    this.#reassembler = reassembler;
  }

  /** Whether there was a handshake before this one. */
  get again(): boolean {
    return this.#again;
  }

  /** We begin one more, unless the peer has. */
  begin(): void {
    if (!this.#idle) return;
    this.#idle = false;
    this.#again = true;
    this.#oldKeys = true;
    this.#helloHeard = false;
    this.#reassembler.startOver();
  }

  finish(): void {
    this.#idle = true;
  }

  /** The peer's next keys are in use. */
  changed(): void {
    this.#oldKeys = false;
  }

  /** This message was handed out. */
  heard(message: Uint8Array): void {
    this.#helloHeard ||= message[0] === ServerHello.type;
  }

  /** Counts from where the peer does. To be asked of pieces under the newest keys. */
  align({ type, sequence }: Fragment): void {
    const wish = this.#role === 'client' ? HelloRequest : ClientHello;
    if (this.#idle && type === wish.type && sequence === 0) this.begin();
    // A HelloRequest that came between may have been lost, and there are servers that do not count it.
    const opens = this.#role === 'client' && this.#oldKeys && !this.#helloHeard && type === ServerHello.type;
    if (opens && sequence <= 1 && this.#reassembler.next <= 1) this.#reassembler.startAt(sequence);
  }

  /** Whether a piece belongs to the handshake before: Finished of this one comes under other keys. */
  isBefore({ type }: Fragment): boolean {
    return this.#oldKeys && type === Finished.type;
  }
}

const { HelloRequest, ClientHello, ServerHello, Finished } = messagesClassic;
