/** Cryptography that always answers later: `-async` asks that nothing depends on an answer at once. */

import type { Aead, CryptoProvider, KeyExchange, PrivateKey, PublicKey } from 'handfast/crypto';

/** The same provider, with every answer on a later turn of the event loop. */
export function lateProvider(provider: CryptoProvider): CryptoProvider {
  return {
    ...provider,
    name: `late ${provider.name}`,
    aead: (name, key) => map(provider.aead(name, key), lateAead),
    keyExchange: (group) => map(provider.keyExchange(group), lateExchange),
    importPublicKey: (key) => map(provider.importPublicKey(key), latePublicKey),
    importPrivateKey: (pkcs8) => map(provider.importPrivateKey(pkcs8), latePrivateKey),
  };
}

const lateAead = (aead: Aead): Aead => ({
  tagLength: aead.tagLength,
  seal: (...input) => later(aead.seal(...input)),
  open: (...input) => later(aead.open(...input)),
});

const lateExchange = (exchange: KeyExchange): KeyExchange => ({
  offer: async () => {
    const { share, complete } = await later(exchange.offer());
    return { share, complete: (answer) => later(complete(answer)) };
  },
  answer: (share) => later(exchange.answer(share)),
});

const latePublicKey = (key: PublicKey): PublicKey => ({
  info: key.info,
  verify: (...input) => later(key.verify(...input)),
  encryptPkcs1: (data) => later(key.encryptPkcs1?.(data)),
});

const latePrivateKey = (key: PrivateKey): PrivateKey => ({
  info: key.info,
  sign: (...input) => later(key.sign(...input)),
  decryptRaw: (ciphertext) => later(key.decryptRaw?.(ciphertext)),
});

const later = <T>(value: T | Promise<T>): Promise<T> => new Promise((resolve) => setImmediate(() => resolve(value)));

const map = <T, U>(value: T | undefined, change: (value: T) => U): U | undefined =>
  value === undefined ? undefined : change(value);
