/** The keys of one run, and certificates and CRLs signed with them. */

import type { GeneratedKey, KeySpec } from 'handfast/crypto';
import { nodeProvider } from 'handfast/providers/node';
import {
  createCertificate,
  createCrl,
  distinguishedName,
  type Extension,
  extensionOf,
  type Name,
  parsePublicKey,
  type Signer,
  type Validity,
} from 'handfast/x509';

export type KeyNumber = number;

export interface CertificatePlan {
  readonly subject: Name;
  readonly issuer: Name;
  readonly key: KeyNumber;
  readonly signer: KeyNumber;
  readonly validity?: Validity;
  readonly extensions: readonly Extension[];
  readonly serialNumber?: Uint8Array;
  /** As the damage of a line: one bit of the signature is wrong. */
  readonly damaged?: boolean;
  readonly hash?: 'sha1' | 'sha256';
}

/** The time at which everything is judged. */
export const now = Date.UTC(2026, 0);
export const day = 86_400_000;
/** Valid for a month around `now`. */
export const month: Validity = { notBefore: now - 15 * day, notAfter: now + 15 * day };

export class KeyRing {
  readonly #keys: readonly GeneratedKey[];
  readonly #identifiers: readonly Uint8Array[];

  private constructor(keys: readonly GeneratedKey[]) {
    this.#keys = keys;
    this.#identifiers = keys.map(({ spki }) =>
      nodeProvider.hash('sha256').update(parsePublicKey(spki).subjectPublicKey).digest().slice(0, 20),
    );
  }

  /** Ten keys on P-256, then those of `oddKeys`. */
  static async make(): Promise<KeyRing> {
    const usual: readonly KeySpec[] = Array(10).fill({ kind: 'ec', curve: 'secp256r1' });
    const odd: readonly KeySpec[] = [{ kind: 'ed25519' }, { kind: 'rsa', bits: 2048 }, { kind: 'rsa', bits: 1024 }];
    const made = await Promise.all([...usual, ...odd].map(async (spec) => nodeProvider.generateKey(spec)));
    return new KeyRing(made.filter((key) => key !== undefined));
  }

  /** As certificates name the key. */
  identifier(key: KeyNumber): Uint8Array {
    return this.#identifiers[key] as Uint8Array;
  }

  /** In DER. */
  certificate({ key, signer, hash = 'sha256', damaged = false, validity = month, ...plan }: CertificatePlan) {
    const der = createCertificate({
      ...plan,
      provider: nodeProvider,
      validity,
      publicKey: this.#key(key).privateKey.info,
      signer: { ...this.signer(signer), ...(hash === 'sha1' && { signatureAlgorithm: { kind: 'ecdsa', hash } }) },
    });
    return synchronous(damaged ? flipped(synchronous(der)) : der);
  }

  /** In DER. */
  crl(signer: KeyNumber, damaged: boolean, options: Omit<Parameters<typeof createCrl>[0], 'provider' | 'signer'>) {
    const der = synchronous(createCrl({ ...options, provider: nodeProvider, signer: this.signer(signer) }));
    return damaged ? flipped(der) : der;
  }

  /** The two extensions that name keys. */
  identifiers(key: KeyNumber, signer: KeyNumber): readonly [subject: Extension, authority: Extension] {
    return [
      extensionOf('subjectKeyIdentifier', this.identifier(key)),
      extensionOf('authorityKeyIdentifier', { keyIdentifier: this.identifier(signer) }),
    ];
  }

  signer(key: KeyNumber): Signer {
    return { key: this.#key(key).privateKey };
  }

  #key(number: KeyNumber): GeneratedKey {
    return this.#keys[number] as GeneratedKey;
  }
}

/** Keys that are no usual ones, by their place on the ring. */
export const oddKeys = { ed25519: 10, rsa2048: 11, rsa1024: 12 } as const satisfies Record<string, KeyNumber>;

export const commonName = (text: string): Name => distinguishedName({ commonName: text });

/** The last byte of DER that is signed belongs to the signature. */
function flipped(der: Uint8Array): Uint8Array {
  const copy = der.slice();
  copy[copy.length - 1] = (copy.at(-1) as number) ^ 1;
  return copy;
}

/** Signing with keys of this process never waits. */
function synchronous(bytes: Uint8Array | PromiseLike<Uint8Array>): Uint8Array {
  if (bytes instanceof Uint8Array) return bytes;
  throw new Error('a key of node:crypto answered with a promise');
}
