/** Secrets of one handshake up to TLS 1.2, from the premaster secret to the keys of both directions. RFC 5246 §8.1, §6.3 */

import type { Secret } from '../../base/secret.ts';
import type { RecordProtector } from '../../record/protector.ts';
import type { NegotiableSuite } from '../../registry/cipher-suites.ts';
import type { VersionRow } from '../../registry/versions.ts';
import * as schedule from '../../schedule/classic.ts';
import type { Prf } from '../../schedule/prf.ts';
import type { ClassicSecrets } from '../established.ts';
import type { HandshakeIo } from '../io.ts';
import type { CertificateTypes } from '../negotiate/certificate-types.ts';
import type { Role } from '../tls13/keys.ts';
import type { ClassicMechanisms } from './mechanisms.ts';
import type { SignatureFormat } from './signatures.ts';

/** What both hellos agreed on, as far as secrets depend on it. */
export interface Agreed {
  readonly version: VersionRow;
  readonly suite: NegotiableSuite;
  readonly randoms: schedule.Randoms;
  readonly extendedMasterSecret: boolean;
  /** The version in ClientHello. */
  readonly helloVersion: number;
  readonly signatures: SignatureFormat;
  readonly prf: Prf;
  readonly encryptThenMac: boolean;
  readonly truncatedHmac: boolean;
  readonly compressed: boolean;
  /** What Certificate holds, in both directions. RFC 7250 §4 */
  readonly certificateTypes: CertificateTypes;
  /** Who the client says it is. RFC 5054 §2.8.1 */
  readonly user?: Uint8Array | undefined;
}

/** Secrets that live from ClientKeyExchange to Finished: wipe with `using`. */
export class ClassicKeys implements Disposable {
  readonly #io: HandshakeIo;
  readonly #mechanisms: ClassicMechanisms;
  readonly #agreed: Agreed;
  readonly #master: Secret;
  readonly #block: Readonly<Record<Role, schedule.WriteKeys>>;
  readonly #finished: Record<Role, Uint8Array> = { client: new Uint8Array(0), server: new Uint8Array(0) };
  #handedOver = false;

  /** Takes over `master`. */
  constructor(io: HandshakeIo, mechanisms: ClassicMechanisms, agreed: Agreed, master: Secret) {
    const { prf, randoms } = agreed;
    this.#io = io;
    this.#mechanisms = mechanisms;
    this.#agreed = agreed;
    this.#master = master;
    const block = schedule.keyBlock(prf, master, randoms, mechanisms.keyLengths(agreed));
    this.#block = mechanisms.finalKeys(io.crypto, agreed, block);
    io.logSecret('CLIENT_RANDOM', randoms.client, master);
  }

  /** Call when the transcript ends with ClientKeyExchange. Wipes `preMasterSecret`. */
  static agree(
    io: HandshakeIo,
    mechanisms: ClassicMechanisms,
    agreed: Agreed,
    preMasterSecret: Uint8Array,
  ): ClassicKeys {
    const { prf } = agreed;
    const master = agreed.extendedMasterSecret
      ? schedule.extendedMasterSecret(prf, preMasterSecret, io.transcript.digest())
      : schedule.masterSecret(prf, preMasterSecret, agreed.randoms);
    preMasterSecret.fill(0);
    return new ClassicKeys(io, mechanisms, agreed, master);
  }

  /** What protects the records of one side; to be asked for once. */
  protection(side: Role): RecordProtector {
    return this.#mechanisms.protectionOf(this.#io.crypto, this.#agreed, this.#block[side]);
  }

  /** What one side's Finished must hold, over the transcript so far. */
  verifyData(side: Role): Uint8Array {
    const data = this.#mechanisms.verifyData(this.#io.crypto, this.#agreed, this.#master, side, this.#io.transcript);
    this.#finished[side] = data;
    return data;
  }

  /** The master secret and what derives others from it; still to be wiped with these keys. */
  get secrets(): ClassicSecrets {
    const { prf, randoms, extendedMasterSecret } = this.#agreed;
    return { master: this.#master, prf, randoms, extendedMasterSecret, finished: this.#finished };
  }

  /** Leaves the master secret to the connection: a handshake that fails before wipes it. */
  handOver(): ClassicSecrets {
    this.#handedOver = true;
    return this.secrets;
  }

  [Symbol.dispose](): void {
    if (!this.#handedOver) this.#master[Symbol.dispose]();
    for (const { mac, key, iv } of [this.#block.client, this.#block.server]) {
      for (const part of [mac, key, iv]) part.fill(0);
    }
  }
}
