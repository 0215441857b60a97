/** Key log files: secrets by label and client random. RFC 9850 §2, and the older forms of NSS */

import { fromHex } from '../bytes.ts';

/** The secrets of all connections, as a key log file gives them. */
export class KeyLog {
  readonly #byRandom = new Map<string, Map<string, Uint8Array>>();
  readonly #byEncryptedPremaster = new Map<string, Uint8Array>();
  readonly #bySession = new Map<string, Uint8Array>();

  /** How often lines were added: secrets that were missing may be there now. */
  revision = 0;

  /** Adds all lines that make sense; comments and others are ignored. */
  add(text: string): void {
    this.revision++;
    for (const line of text.split(/\r?\n/)) this.#addLine(line.trim());
  }

  /** Adds one secret. */
  set(clientRandom: string, label: string, secret: Uint8Array): void {
    const known = this.#byRandom.get(clientRandom) ?? new Map<string, Uint8Array>();
    known.set(label, secret);
    this.#byRandom.set(clientRandom, known);
    this.revision++;
  }

  /** The secrets of the connection that began with this random. */
  of(clientRandom: string): ReadonlyMap<string, Uint8Array> {
    return this.#byRandom.get(clientRandom) ?? nothing;
  }

  /** `RSA <first 8 bytes of the encrypted premaster secret> <premaster secret>` */
  premasterOf(encrypted: string): Uint8Array | undefined {
    return this.#byEncryptedPremaster.get(encrypted.slice(0, 16));
  }

  /** `RSA Session-ID:<id> Master-Key:<master secret>` */
  masterOfSession(sessionId: string): Uint8Array | undefined {
    return this.#bySession.get(sessionId);
  }

  #addLine(line: string): void {
    const session = /^RSA Session-ID:([0-9a-f]+) Master-Key:([0-9a-f]{96})$/i.exec(line);
    if (session !== null) {
      this.#bySession.set((session[1] as string).toLowerCase(), fromHex(session[2] as string) ?? new Uint8Array(0));
      return;
    }
    const [, label, key, hex] = /^([A-Z][A-Z0-9_]*) ([0-9a-f]+) ([0-9a-f]+)$/i.exec(line) ?? [];
    const secret = hex === undefined ? undefined : fromHex(hex);
    if (label === undefined || key === undefined || secret === undefined) return;
    if (label === 'RSA') this.#byEncryptedPremaster.set(key.toLowerCase(), secret);
    else {
      this.set(key.toLowerCase(), label, secret);
    }
  }
}

const nothing: ReadonlyMap<string, Uint8Array> = new Map();
