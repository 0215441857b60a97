/** From traffic secrets to the keys of TLS 1.3, step by step. RFC 8446 §7.1, §7.2, §7.3 */

import type { CryptoProvider } from 'handfast/crypto';
import { protectionOf, type RecordProtector } from 'handfast/record';
import { type CipherSuite, cipherSuites, hashLength, type NegotiableSuite } from 'handfast/registry';
import { type Hkdf, hkdf, nextTrafficSecret, Secret, verifyData } from 'handfast/schedule';
import type { Direction } from '../../model.ts';
import { isHash } from './classic.ts';

/** Secrets by the labels of key logs. */
export type SecretsByLabel = ReadonlyMap<string, Uint8Array>;

/** Steps of the client: early data, handshake, then application data with each of its updates. */
export const steps13 = { early: 0, handshake: 1, application: 2 } as const;

/** The keys of TLS 1.3 in one direction, looked up when they are needed: key logs may be written late. */
export class Keys13 {
  readonly #crypto: CryptoProvider;
  readonly #secrets: () => SecretsByLabel;
  readonly #suite: () => CipherSuite | undefined;
  readonly #side: 'CLIENT' | 'SERVER';
  readonly prefix: 'tls13 ' | 'dtls13';
  /** The update that was derived last: the next one is near. */
  #latest: { readonly generation: number; readonly secret: Uint8Array } | undefined;

  constructor(
    crypto: CryptoProvider,
    secrets: () => SecretsByLabel,
    suite: () => CipherSuite | undefined,
    direction: Direction,
    prefix: 'tls13 ' | 'dtls13' = 'tls13 ',
  ) {
    this.#crypto = crypto;
    this.#secrets = secrets;
    this.#suite = suite;
    this.#side = direction === 0 ? 'CLIENT' : 'SERVER';
    this.prefix = prefix;
  }

  /** The secret of a step with the suites that may go with it. */
  at(step: number): readonly { readonly secret: Secret; readonly suite: NegotiableSuite; readonly hkdf: Hkdf }[] {
    const secret = this.#secretOf(step);
    if (secret === undefined) return [];
    const suite = this.#suite();
    const candidates = suite === undefined || step === steps13.early ? suitesOf(secret.length) : [negotiable(suite)];
    return candidates
      .filter((one) => one !== undefined)
      .filter((one) => hashLength[one.hash] === secret.length)
      .map((one) => ({
        secret: new Secret(secret.slice()),
        suite: one,
        hkdf: hkdf(this.#crypto, one.hash, this.prefix),
      }));
  }

  /** What opens the records of a step. */
  protectors(step: number): readonly RecordProtector[] {
    return this.at(step).flatMap(({ secret, suite }) => {
      try {
        return [protectionOf(this.#crypto, suite, secret, Number.POSITIVE_INFINITY)];
      } catch {
        return [];
      }
    });
  }

  /** What Finished must hold, over the transcript before it; after the handshake the key is that of the data. */
  finished(transcriptHash: Uint8Array, step: number = steps13.handshake): Uint8Array | undefined {
    const [row] = this.at(step);
    return row && verifyData(row.hkdf, row.secret, transcriptHash);
  }

  #secretOf(step: number): Uint8Array | undefined {
    const secrets = this.#secrets();
    if (step === steps13.early) return this.#side === 'CLIENT' ? secrets.get('CLIENT_EARLY_TRAFFIC_SECRET') : undefined;
    if (step === steps13.handshake) return secrets.get(`${this.#side}_HANDSHAKE_TRAFFIC_SECRET`);
    const generation = step - steps13.application;
    const known = secrets.get(`${this.#side}_TRAFFIC_SECRET_${generation}`);
    return known ?? this.#derived(generation);
  }

  /** An update whose secret the log does not name follows from the one before. RFC 8446 §7.2 */
  #derived(generation: number): Uint8Array | undefined {
    const suite = this.#suite();
    const first = this.#secrets().get(`${this.#side}_TRAFFIC_SECRET_0`);
    if (suite === undefined || first === undefined || !isHash(suite.hash) || generation > mostUpdates) return undefined;
    const kdf = hkdf(this.#crypto, suite.hash, this.prefix);
    const from =
      this.#latest !== undefined && this.#latest.generation <= generation
        ? this.#latest
        : { generation: 0, secret: first };
    let secret = new Secret(from.secret.slice());
    for (let i = from.generation; i < generation; i++) secret = nextTrafficSecret(kdf, secret);
    this.#latest = { generation, secret: secret.expose() };
    return this.#latest.secret;
  }
}

function negotiable(suite: CipherSuite): NegotiableSuite | undefined {
  const { hash, cipher } = suite;
  return isHash(hash) && cipher.aead !== undefined
    ? ({ ...suite, hash, aead: cipher.aead } as NegotiableSuite)
    : undefined;
}

/** Suites of TLS 1.3 whose secrets have this length. */
const suitesOf = (length: number): readonly (NegotiableSuite | undefined)[] =>
  (all13 ??= cipherSuites()
    .filter(({ keyExchange }) => keyExchange === 'tls13')
    .map(negotiable)).filter((suite) => suite !== undefined && hashLength[suite.hash] === length);

let all13: readonly (NegotiableSuite | undefined)[] | undefined;

/** Nobody needs more, and each costs time. */
const mostUpdates = 1000;
