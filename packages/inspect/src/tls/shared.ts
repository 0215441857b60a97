/** What the connections of one capture know together: secrets, sessions, and who does the cryptography. */

import type { CryptoProvider, PrivateKey } from 'handfast/crypto';
import type { TrustAnchors } from 'handfast/x509';
import type { CertificateUnpacker, DissectionOptions } from '../model.ts';
import { KeyLog } from './keys/key-log.ts';
import { type Style, styles } from './tree/style.ts';

/** A session that a later connection may continue. */
export interface KnownSession {
  /** The connection in which it was made. */
  readonly stream: number;
  readonly by: 'session id' | 'ticket' | 'PSK ticket';
  /** Up to TLS 1.2, where it is known. */
  readonly master: Uint8Array | undefined;
  /** Seconds since 1970. */
  readonly time: number;
}

export class Shared {
  readonly crypto: CryptoProvider | undefined;
  readonly keyLog = new KeyLog();
  readonly rsaKeys: readonly PrivateKey[];
  readonly psks: readonly Uint8Array[];
  readonly anchors: TrustAnchors | undefined;
  readonly unpackers: readonly CertificateUnpacker[];
  readonly style: Style;
  readonly #sessions = new Map<string, KnownSession>();

  constructor(options: DissectionOptions) {
    const { provider, secrets = {}, anchors, certificateCompression = [], wording = 'recent' } = options;
    this.crypto = provider;
    this.anchors = anchors;
    this.unpackers = certificateCompression;
    this.style = typeof wording === 'object' ? wording : styles[wording];
    if (secrets.keyLog !== undefined) this.keyLog.add(secrets.keyLog);
    this.psks = secrets.psks ?? [];
    this.rsaKeys = (secrets.rsaKeys ?? [])
      .map((pkcs8) => provider?.importPrivateKey(pkcs8))
      .filter((key) => key !== undefined);
  }

  /** Keeps what a later connection may name; the oldest are forgotten when there are too many. */
  remember(name: string, session: KnownSession): void {
    this.#sessions.set(name, session);
    if (this.#sessions.size > mostSessions) this.#sessions.delete(this.#sessions.keys().next().value as string);
  }

  sessionNamed(name: string): KnownSession | undefined {
    return this.#sessions.get(name);
  }
}

const mostSessions = 20_000;
