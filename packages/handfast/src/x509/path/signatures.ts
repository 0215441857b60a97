/** Signatures of certificates, each pair of certificate and issuer's key checked at most once (RFC 5280 §6.1.3 (a)(1)). */

import { job, type Task } from '../../base/awaitable.ts';
import type { CryptoProvider } from '../../crypto/provider.ts';
import type { Certificate } from '../certificate.ts';
import type { SubjectPublicKeyInfo } from '../public-key.ts';
import type { BudgetMeter } from './budget.ts';
import { importedKey, keyText } from './public-keys.ts';

/** Remembers signatures that were right. Share one between verifications, and a chain seen before costs none. */
export class SignatureMemory {
  readonly #right = new WeakMap<Certificate, Set<string>>();

  has(certificate: Certificate, key: SubjectPublicKeyInfo): boolean {
    return this.#right.get(certificate)?.has(keyText(key)) === true;
  }

  add(certificate: Certificate, key: SubjectPublicKeyInfo): void {
    addTo(this.#right, certificate, key);
  }
}

/** The signature checks of one verification. */
export class SignatureChecks {
  readonly #provider: CryptoProvider;
  readonly #meter: BudgetMeter;
  readonly #memory: SignatureMemory;
  readonly #wrong = new Map<Certificate, Set<string>>();

  constructor(provider: CryptoProvider, meter: BudgetMeter, memory = new SignatureMemory()) {
    this.#provider = provider;
    this.#meter = meter;
    this.#memory = memory;
  }

  /** Known to be wrong: no path through this pair is worth a try. */
  isWrong(certificate: Certificate, key: SubjectPublicKeyInfo): boolean {
    return this.#wrong.get(certificate)?.has(keyText(key)) === true;
  }

  /** Whether this key has signed this certificate. False too when the provider cannot tell. */
  *holds(certificate: Certificate, key: SubjectPublicKeyInfo): Task<boolean> {
    if (this.#memory.has(certificate, key)) return true;
    if (this.isWrong(certificate, key)) return false;
    const right = yield* this.#verify(certificate, key);
    if (right) this.#memory.add(certificate, key);
    else addTo(this.#wrong, certificate, key);
    return right;
  }

  *#verify({ signatureScheme, tbs, signature }: Certificate, key: SubjectPublicKeyInfo): Task<boolean> {
    this.#meter.spend('signatures');
    const publicKey = importedKey(this.#provider, key.key);
    if (signatureScheme === undefined || publicKey === undefined) return false;
    return yield* job(publicKey.verify(signatureScheme, tbs, signature));
  }
}

interface CertificateMap {
  get(certificate: Certificate): Set<string> | undefined;
  set(certificate: Certificate, keys: Set<string>): unknown;
}

function addTo(map: CertificateMap, certificate: Certificate, key: SubjectPublicKeyInfo): void {
  const keys = map.get(certificate);
  if (keys === undefined) map.set(certificate, new Set([keyText(key)]));
  else keys.add(keyText(key));
}
