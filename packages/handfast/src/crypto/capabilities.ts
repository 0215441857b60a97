/** Which groups, schemes and suites of the registries a provider can serve. */

import type { NegotiableSuite } from '../registry/cipher-suites.ts';
import type { GroupName } from '../registry/groups.ts';
import type { SignatureScheme } from '../registry/signature-schemes.ts';
import { isMlDsa, mlDsaKeyLength } from './algorithms.ts';
import type { CryptoProvider } from './provider.ts';

/** Whether keys can be agreed in a group. */
export function canAgree(provider: CryptoProvider, group: GroupName): boolean {
  return provider.keyExchange(group) !== undefined;
}

/** Whether a provider verifies signatures of ML-DSA, where a scheme is one: every provider has the others. */
export function canVerify(provider: CryptoProvider, { key }: Pick<SignatureScheme, 'key'>): boolean {
  // Any bytes are a key.
  return (
    !isMlDsa(key) || provider.importPublicKey({ kind: key, bytes: new Uint8Array(mlDsaKeyLength[key]) }) !== undefined
  );
}

/** Whether a provider has the AEAD of a suite; every provider has the hashes. */
export function canProtect(provider: CryptoProvider, { aead, cipher }: NegotiableSuite): boolean {
  return aead !== undefined && provider.aead(aead, new Uint8Array(cipher.keyLength)) !== undefined;
}
