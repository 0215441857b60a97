/** The transcript as both sides hear it: retries, the headers of DTLS, authentication after the handshake. RFC 8446 §4.4.1 */

import type { CryptoProvider, HashName } from 'handfast/crypto';
import { Transcript } from 'handfast/schedule';
import { concat } from './bytes.ts';

/** What it needs of a message. */
export interface HeardMessage {
  readonly type: number;
  readonly body: Uint8Array;
  /** With the header of the protocol at hand. */
  readonly whole: Uint8Array;
}

/** Which header the transcript hears: `whole` as it travelled, or the header of TLS where datagrams have another one. */
type Form = 'whole' | 'tls';

export class HeardTranscript {
  readonly #crypto: CryptoProvider;
  #transcript: Transcript;
  /** Without what was said to authenticate later. */
  #handshake: Transcript | undefined;
  #form: Form = 'whole';
  #first: HeardMessage | undefined;

  constructor(crypto: CryptoProvider) {
    this.#crypto = crypto;
    this.#transcript = new Transcript(crypto);
  }

  /** The transcript up to now. */
  get now(): Transcript {
    return this.#transcript;
  }

  add(message: HeardMessage): void {
    this.#first ??= message;
    this.#transcript.add(this.#heardAs(message));
  }

  /** The first message, as it travelled. */
  get first(): HeardMessage | undefined {
    return this.#first;
  }

  /** What was hidden in the first message stands in its place: call before anything else was heard. RFC 9849 §6.1.5 */
  replaceFirst(message: HeardMessage): void {
    this.#first = message;
    this.#transcript = new Transcript(this.#crypto);
    this.#transcript.add(this.#heardAs(message));
  }

  /** DTLS 1.3 hears messages with the header of TLS: the first hello came before that was known. RFC 9147 §5.2 */
  hearTlsHeaders(): void {
    if (this.#form === 'tls') return;
    this.#form = 'tls';
    this.#transcript = new Transcript(this.#crypto);
    if (this.#first !== undefined) this.#transcript.add(this.#heardAs(this.#first));
  }

  /** The hashes are agreed on; up to TLS 1.2 clients sign the messages themselves. */
  start(hashes: readonly HashName[], keepsMessages: boolean): void {
    if (keepsMessages) this.#transcript.keepMessages();
    this.#transcript.start(...hashes);
  }

  /** The hash of the first hello takes its place. RFC 8446 §4.4.1 */
  retry(hash: HashName): void {
    this.#transcript.restart(hash);
  }

  /** A request after the handshake: what follows is heard behind the handshake alone. RFC 8446 §4.4 */
  beginLater(request: HeardMessage): void {
    this.#handshake ??= this.#transcript;
    this.#transcript = this.#handshake.fork();
    this.add(request);
  }

  #heardAs({ type, body, whole }: HeardMessage): Uint8Array {
    if (this.#form === 'whole') return whole;
    return concat(Uint8Array.of(type, body.length >> 16, body.length >> 8, body.length), body);
  }
}
