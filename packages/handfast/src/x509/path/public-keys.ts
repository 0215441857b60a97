/** Public keys as imported by a provider and as text to compare, both remembered: an import costs as much as a signature check. */

import { latin1 } from '../../base/bytes.ts';
import type { PublicKeyInfo } from '../../crypto/algorithms.ts';
import type { CryptoProvider, PublicKey } from '../../crypto/provider.ts';
import type { SubjectPublicKeyInfo } from '../public-key.ts';

/** The key for use with this provider; `undefined` when the provider does not take it. */
export function importedKey(provider: CryptoProvider, info: PublicKeyInfo): PublicKey | undefined {
  let keys = imported.get(provider);
  if (keys === undefined) imported.set(provider, (keys = new WeakMap()));
  const known = keys.get(info);
  if (known !== undefined) return known;
  const key = provider.importPublicKey(info);
  if (key !== undefined) keys.set(info, key);
  return key;
}

/** The same text for the same key, whichever certificate it came in. */
export function keyText(info: SubjectPublicKeyInfo): string {
  let text = texts.get(info);
  if (text === undefined) texts.set(info, (text = latin1(info.der)));
  return text;
}

const imported = new WeakMap<CryptoProvider, WeakMap<PublicKeyInfo, PublicKey>>();
const texts = new WeakMap<SubjectPublicKeyInfo, string>();
