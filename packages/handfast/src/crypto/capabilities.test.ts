import { expect, test } from 'vitest';
import { nodeProvider } from '../providers/node/index.ts';
import { defaultSuites, suiteNamed } from '../registry/cipher-suites.ts';
import { defaultGroups } from '../registry/groups.ts';
import { schemeNamed } from '../registry/signature-schemes.ts';
import { canAgree, canProtect, canVerify } from './capabilities.ts';
import type { CryptoProvider } from './provider.ts';

test('what a provider can serve is what it answers for', () => {
  const { keyExchange, aead } = nodeProvider;
  const some: CryptoProvider = {
    ...nodeProvider,
    keyExchange: (group) => (group === 'secp256r1' ? keyExchange(group) : undefined),
    aead: (name, key) => (name === 'aes-256-gcm' ? aead(name, key) : undefined),
  };
  expect([canAgree(some, 'secp256r1'), canAgree(some, 'x25519')]).toEqual([true, false]);
  expect(canProtect(some, suiteNamed('TLS_AES_256_GCM_SHA384'))).toBe(true);
  expect(canProtect(some, suiteNamed('TLS_AES_128_GCM_SHA256'))).toBe(false);
});

test('FIPS 204: whether ML-DSA is there is asked with a key', () => {
  const none: CryptoProvider = { ...nodeProvider, importPublicKey: () => undefined };
  expect([canVerify(nodeProvider, schemeNamed('mldsa65')), canVerify(none, schemeNamed('mldsa65'))]).toEqual([
    true,
    false,
  ]);
  expect(canVerify(none, schemeNamed('ed25519'))).toBe(true);
});

test('Node serves all that is offered by default', () => {
  for (const group of defaultGroups) expect(canAgree(nodeProvider, group), group).toBe(true);
  for (const suite of defaultSuites) expect(canProtect(nodeProvider, suiteNamed(suite)), suite).toBe(true);
});
