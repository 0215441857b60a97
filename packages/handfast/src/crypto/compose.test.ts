import { expect, test } from 'vitest';
import { compose } from './compose.ts';
import type { CryptoProvider, Hash, KeyExchange, Mac } from './provider.ts';

const exchange: KeyExchange = {
  offer: () => ({ share: new Uint8Array(0), complete: () => undefined }),
  answer: () => undefined,
};

/** A provider that knows nothing but what is given. */
function knowing(name: string, known: Partial<CryptoProvider>): CryptoProvider {
  return {
    name,
    random: (length) => new Uint8Array(length),
    hash: () => ({ name }) as unknown as Hash,
    hmac: () => ({ name }) as unknown as Mac,
    aead: () => undefined,
    keyExchange: () => undefined,
    importPublicKey: () => undefined,
    importPrivateKey: () => undefined,
    generateKey: () => undefined,
    ...known,
  };
}

test('the first provider that knows an algorithm serves it', () => {
  const asked: string[] = [];
  const curves = knowing('curves', {
    keyExchange(group) {
      asked.push(group);
      return group === 'x25519' ? exchange : undefined;
    },
  });
  const others: KeyExchange = { ...exchange };
  const both = compose(curves, knowing('others', { keyExchange: () => others }));
  expect(both.name).toBe('curves+others');
  expect(both.keyExchange('x25519')).toBe(exchange);
  expect(both.keyExchange('x448')).toBe(others);
  expect(asked).toEqual(['x25519', 'x448']);
  expect(both.importPrivateKey(new Uint8Array(0))).toBeUndefined();
  expect(both.hash('sha256')).toEqual({ name: 'curves' });
});

test('what only some providers offer is asked of those, and unknown where none does', () => {
  const cipher = { blockLength: 8, encrypt: () => new Uint8Array(0), decrypt: () => new Uint8Array(0) };
  const stream = { apply: () => new Uint8Array(0) };
  const old = knowing('old', {
    blockCipher: (name) => (name === 'des-cbc' ? cipher : undefined),
    streamCipher: () => stream,
    finiteField: () => exchange,
  });
  const both = compose(knowing('new', {}), old);
  const key = new Uint8Array(8);
  expect(both.blockCipher?.('des-cbc', key)).toBe(cipher);
  expect(both.blockCipher?.('idea-cbc', key)).toBeUndefined();
  expect(both.streamCipher?.('rc4', key)).toBe(stream);
  expect(both.finiteField?.(key, key)).toBe(exchange);
  expect(compose(knowing('new', {})).blockCipher?.('des-cbc', key)).toBeUndefined();
});
