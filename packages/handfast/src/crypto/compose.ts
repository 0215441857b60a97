/** Several providers as one: the first that knows an algorithm serves it. */

import type { CryptoProvider } from './provider.ts';

/**
 * Randomness and hashing come from the first provider, which must have both; everything else is asked of each in
 * turn, so that an HSM is a provider that only knows its keys.
 */
export function compose(first: CryptoProvider, ...others: readonly CryptoProvider[]): CryptoProvider {
  const all = [first, ...others];
  const { pbkdf2 } = first;
  return Object.freeze<CryptoProvider>({
    name: all.map(({ name }) => name).join('+'),
    random: (length) => first.random(length),
    hash: (name) => first.hash(name),
    hmac: (name, key) => first.hmac(name, key),
    ...(pbkdf2 && { pbkdf2: (...input) => pbkdf2.apply(first, input) }),
    aead: (name, key) => firstKnown(all, (provider) => provider.aead(name, key)),
    sequenceMask: (name, key) => firstKnown(all, (provider) => provider.sequenceMask?.(name, key)),
    keyExchange: (group) => firstKnown(all, (provider) => provider.keyExchange(group)),
    blockCipher: (name, key) => firstKnown(all, (provider) => provider.blockCipher?.(name, key)),
    streamCipher: (name, key) => firstKnown(all, (provider) => provider.streamCipher?.(name, key)),
    finiteField: (prime, generator) => firstKnown(all, (provider) => provider.finiteField?.(prime, generator)),
    isProbablePrime: (candidate) => firstKnown(all, (provider) => provider.isProbablePrime?.(candidate)),
    importPublicKey: (key) => firstKnown(all, (provider) => provider.importPublicKey(key)),
    importPrivateKey: (pkcs8) => firstKnown(all, (provider) => provider.importPrivateKey(pkcs8)),
    generateKey: (spec) => firstKnown(all, (provider) => provider.generateKey(spec)),
  });
}

function firstKnown<T>(
  providers: readonly CryptoProvider[],
  ask: (provider: CryptoProvider) => T | undefined,
): T | undefined {
  for (const provider of providers) {
    const answer = ask(provider);
    if (answer !== undefined) return answer;
  }
  return undefined;
}
