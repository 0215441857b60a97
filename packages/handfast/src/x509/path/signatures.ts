/** Signatures of certificates, CRLs and OCSP responses, each checked with each key at most once (RFC 5280 §6.1.3 (a)(1)). */

import { job, type Task } from '../../base/awaitable.ts';
import type { SignatureAlgorithm } from '../../crypto/algorithms.ts';
import type { CryptoProvider } from '../../crypto/provider.ts';
import type { SubjectPublicKeyInfo } from '../public-key.ts';
import type { BudgetMeter } from './budget.ts';
import { importedKey, keyText } from './public-keys.ts';

/** A certificate, a CRL, an OCSP response. */
export interface Signed {
  /** The bytes that are signed. */
  readonly tbs: Uint8Array;
  readonly signatureScheme: SignatureAlgorithm | undefined;
  readonly signature: Uint8Array;
}

/** Remembers signatures that were right. Share one between verifications, and a chain seen before costs none. */
export class SignatureMemory {
  readonly #right = new WeakMap<Signed, Set<string>>();

  has(signed: Signed, key: SubjectPublicKeyInfo): boolean {
    return this.#right.get(signed)?.has(keyText(key)) === true;
  }

  add(signed: Signed, key: SubjectPublicKeyInfo): void {
    addTo(this.#right, signed, key);
  }
}

/** The signature checks of one verification. */
export class SignatureChecks {
  readonly #provider: CryptoProvider;
  readonly #meter: BudgetMeter;
  readonly #memory: SignatureMemory;
  readonly #wrong = new Map<Signed, Set<string>>();

  constructor(provider: CryptoProvider, meter: BudgetMeter, memory = new SignatureMemory()) {
    this.#provider = provider;
    this.#meter = meter;
    this.#memory = memory;
  }

  /** Known to be wrong: no path through this pair is worth a try. */
  isWrong(signed: Signed, key: SubjectPublicKeyInfo): boolean {
    return this.#wrong.get(signed)?.has(keyText(key)) === true;
  }

  /** Whether this key has signed this. False too when the provider cannot tell. */
  *holds(signed: Signed, key: SubjectPublicKeyInfo): Task<boolean> {
    if (this.#memory.has(signed, key)) return true;
    if (this.isWrong(signed, key)) return false;
    const right = yield* this.#verify(signed, key);
    if (right) this.#memory.add(signed, key);
    else addTo(this.#wrong, signed, key);
    return right;
  }

  *#verify({ signatureScheme, tbs, signature }: Signed, key: SubjectPublicKeyInfo): Task<boolean> {
    this.#meter.spend('signatures');
    const publicKey = importedKey(this.#provider, key.key);
    if (signatureScheme === undefined || publicKey === undefined) return false;
    return yield* job(publicKey.verify(signatureScheme, tbs, signature));
  }
}

interface SignedMap {
  get(signed: Signed): Set<string> | undefined;
  set(signed: Signed, keys: Set<string>): unknown;
}

function addTo(map: SignedMap, signed: Signed, key: SubjectPublicKeyInfo): void {
  const keys = map.get(signed);
  if (keys === undefined) map.set(signed, new Set([keyText(key)]));
  else keys.add(keyText(key));
}
