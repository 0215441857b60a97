/** DHKEM: a key encapsulation made of Diffie-Hellman. RFC 9180 §4.1 */

import { job, type Task } from '../../base/awaitable.ts';
import { concat } from '../../base/bytes.ts';
import type { HpkeKem } from '../../registry/hpke.ts';
import { hashLength } from '../algorithms.ts';
import type { CryptoProvider, PrivateKey } from '../provider.ts';
import { labeledHkdf } from './labeled.ts';

export interface Encapsulated {
  readonly sharedSecret: Uint8Array;
  /** `enc` */
  readonly encapsulatedKey: Uint8Array;
}

/** `Encap(pkR)`; `undefined` when the public key is not valid, or the provider does not know the group. */
export function* encapsulate(
  crypto: CryptoProvider,
  kem: HpkeKem,
  publicKey: Uint8Array,
): Task<Encapsulated | undefined> {
  const exchange = crypto.keyExchange(kem.group);
  const ephemeral = exchange && (yield* job(exchange.offer()));
  const secret = ephemeral && (yield* job(ephemeral.complete(publicKey)));
  if (ephemeral === undefined || secret === undefined) return undefined;
  const { share } = ephemeral;
  return { encapsulatedKey: share, sharedSecret: extractAndExpand(crypto, kem, secret, concat(share, publicKey)) };
}

/** `Decap(enc, skR)`; `undefined` when `encapsulatedKey` is not valid, or the key does not agree. */
export function* decapsulate(
  crypto: CryptoProvider,
  kem: HpkeKem,
  encapsulatedKey: Uint8Array,
  privateKey: PrivateKey,
  publicKey: Uint8Array,
): Task<Uint8Array | undefined> {
  const secret = yield* job(privateKey.agree?.(encapsulatedKey));
  return secret && extractAndExpand(crypto, kem, secret, concat(encapsulatedKey, publicKey));
}

/** Wipes what was agreed on. */
function extractAndExpand(
  crypto: CryptoProvider,
  { id, hash }: HpkeKem,
  agreed: Uint8Array,
  context: Uint8Array,
): Uint8Array {
  const hkdf = labeledHkdf(crypto, hash, 'KEM', id);
  const key = hkdf.extract(new Uint8Array(0), 'eae_prk', agreed);
  agreed.fill(0);
  const sharedSecret = hkdf.expand(key, 'shared_secret', context, hashLength[hash]);
  key.fill(0);
  return sharedSecret;
}
