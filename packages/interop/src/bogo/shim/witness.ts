/** What a connection's observer has seen, as far as a test may ask for it. */

import type { AlertEvent, Direction, KeyLogLabel, MessageEvent, Observer, RecordEvent } from 'handfast';
import { contentTypes } from 'handfast/registry';

export class Witness implements Observer {
  /** Messages, ChangeCipherSpecs and alerts in order, one line each, as `-expect-msg-callback` writes them. */
  trace = '';
  /** Whether the next message that comes has the format of SSL 2.0. */
  oldHello = false;
  /** How often the peer has begun a handshake, or asked for one. */
  greetings = 0;
  readonly #messages: MessageEvent[] = [];
  readonly #secrets = new Map<KeyLogLabel, Uint8Array>();

  message(event: MessageEvent): void {
    this.#note(event.direction, this.oldHello ? 'v2clienthello' : `hs ${event.bytes[0]}`);
    this.oldHello = false;
    const { direction, name } = event;
    if (direction === 'received' && (name === 'HelloRequest' || name === 'ClientHello')) this.greetings++;
    this.#messages.push({ ...event, bytes: event.bytes.slice() });
  }

  hiddenHello({ direction }: MessageEvent): void {
    this.#note(direction, 'clienthelloinner');
  }

  changeCipherSpec({ direction }: { readonly direction: Direction }): void {
    // BoringSSL passes over those that mean nothing.
    const modern = ['ServerHello', 'HelloRetryRequest'].some((name) => this.sawExtension(name, 'supported_versions'));
    if (direction === 'sent' || !modern) this.#note(direction, 'ccs');
  }

  record({ direction, type }: RecordEvent): void {
    if (type === contentTypes.ACK) this.#note(direction, 'ack');
  }

  alert({ direction, level, description }: AlertEvent): void {
    this.#note(direction, `alert ${level} ${description}`);
  }

  secret(label: KeyLogLabel, _clientRandom: Uint8Array, secret: Uint8Array): void {
    this.#secrets.set(label, secret.slice());
  }

  /** A field of the first message of this name that was seen. */
  field(message: string, name: string): unknown {
    const body = this.#messages.find((event) => event.name === message)?.body;
    return typeof body === 'object' && body !== null ? (body as Record<string, unknown>)[name] : undefined;
  }

  /** Whether a message carried this extension. */
  sawExtension(message: string, extension: string): boolean {
    return this.extension(message, extension) !== undefined;
  }

  /** The value of an extension in the first message of this name. */
  extension(message: string, extension: string): unknown {
    const extensions = this.field(message, 'extensions');
    return typeof extensions === 'object' && extensions !== null
      ? (extensions as Record<string, unknown>)[extension]
      : undefined;
  }

  /** A secret that a key log would hold. */
  secretNamed(label: KeyLogLabel): Uint8Array | undefined {
    return this.#secrets.get(label);
  }

  #note(direction: Direction, what: string): void {
    this.trace += `${direction === 'sent' ? 'write' : 'read'} ${what}\n`;
  }
}
