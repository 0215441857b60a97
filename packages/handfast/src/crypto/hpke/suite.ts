/** The three algorithms of an HPKE context, as rows. RFC 9180 §7 */

import { type HpkeAead, type HpkeKdf, type HpkeKem, hpkeAeads, hpkeKdfs, hpkeKems } from '../../registry/hpke.ts';
import { aeadKeyLength } from '../algorithms.ts';
import { canAgree } from '../capabilities.ts';
import type { CryptoProvider } from '../provider.ts';

export interface HpkeSuite {
  readonly kem: HpkeKem;
  readonly kdf: HpkeKdf;
  readonly aead: HpkeAead;
}

/** The suite of these numbers; `undefined` when one of them is unknown, or the provider cannot serve it. */
export function hpkeSuite(crypto: CryptoProvider, kemId: number, kdfId: number, aeadId: number): HpkeSuite | undefined {
  const kem = hpkeKems.find(({ id }) => id === kemId);
  const kdf = hpkeKdfs.find(({ id }) => id === kdfId);
  const aead = hpkeAeads.find(({ id }) => id === aeadId);
  if (kem === undefined || kdf === undefined || aead === undefined) return undefined;
  return canAgree(crypto, kem.group) && canSeal(crypto, aead) ? { kem, kdf, aead } : undefined;
}

/** Whether a provider has an AEAD of HPKE. */
export const canSeal = (crypto: CryptoProvider, { aead }: HpkeAead): boolean =>
  crypto.aead(aead, new Uint8Array(aeadKeyLength[aead])) !== undefined;

/** `Nk` */
export const keyLength = ({ aead }: HpkeSuite): number => aeadKeyLength[aead.aead];

/** `Nn`: all of them have nonces of the same length. */
export const nonceLength = 12;

/** `Nt`: and tags. */
export const tagLength = 16;
