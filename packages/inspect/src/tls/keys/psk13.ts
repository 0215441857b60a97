/** Secrets of TLS 1.3 that follow from an external key alone: early data, and everything where no fresh share is mixed in. RFC 8446 §7.1 */

import type { CryptoProvider, HashName } from 'handfast/crypto';
import {
  clientApplicationTrafficSecret,
  clientEarlyTrafficSecret,
  clientHandshakeTrafficSecret,
  earlySecret,
  handshakeSecret,
  hkdf,
  masterSecret,
  type Secret,
  serverApplicationTrafficSecret,
  serverHandshakeTrafficSecret,
} from 'handfast/schedule';
import type { KeyLog } from './key-log.ts';

/** Derives what can be derived, and writes it into the key log. */
export class PskSecrets {
  readonly #early: Secret;
  readonly #crypto: CryptoProvider;
  readonly #hash: HashName;
  readonly #log: KeyLog;
  readonly #random: string;
  #handshake: Secret | undefined;

  constructor(crypto: CryptoProvider, hash: HashName, psk: Uint8Array, log: KeyLog, clientRandom: string) {
    this.#crypto = crypto;
    this.#hash = hash;
    this.#log = log;
    this.#random = clientRandom;
    this.#early = earlySecret(this.#kdf, psk);
  }

  get #kdf() {
    return hkdf(this.#crypto, this.#hash);
  }

  /** Over the ClientHello. */
  clientHello(transcriptHash: Uint8Array): void {
    this.#keep('CLIENT_EARLY_TRAFFIC_SECRET', clientEarlyTrafficSecret(this.#kdf, this.#early, transcriptHash));
  }

  /** Over the hellos, when the server took the key and no share (psk_ke). */
  serverHello(transcriptHash: Uint8Array): void {
    this.#handshake = handshakeSecret(this.#kdf, this.#early);
    const { kdf, handshake } = { kdf: this.#kdf, handshake: this.#handshake };
    this.#keep('CLIENT_HANDSHAKE_TRAFFIC_SECRET', clientHandshakeTrafficSecret(kdf, handshake, transcriptHash));
    this.#keep('SERVER_HANDSHAKE_TRAFFIC_SECRET', serverHandshakeTrafficSecret(kdf, handshake, transcriptHash));
  }

  /** Over everything up to the server's Finished. */
  serverFinished(transcriptHash: Uint8Array): void {
    if (this.#handshake === undefined) return;
    const master = masterSecret(this.#kdf, this.#handshake);
    this.#keep('CLIENT_TRAFFIC_SECRET_0', clientApplicationTrafficSecret(this.#kdf, master, transcriptHash));
    this.#keep('SERVER_TRAFFIC_SECRET_0', serverApplicationTrafficSecret(this.#kdf, master, transcriptHash));
  }

  #keep(label: string, secret: Secret): void {
    this.#log.set(this.#random, label, secret.expose());
  }
}
