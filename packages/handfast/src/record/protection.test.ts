import { expect, test } from 'vitest';
import { MisuseError } from '../base/errors.ts';
import { Secret } from '../base/secret.ts';
import type { CryptoProvider } from '../crypto/provider.ts';
import { nodeProvider } from '../providers/node/index.ts';
import { suiteNamed } from '../registry/cipher-suites.ts';
import { versionNamed } from '../registry/versions.ts';
import { protectionOf } from './protection.ts';
import { protectionClassic } from './protection-classic.ts';
import { protectionInDatagrams } from './protection-datagram.ts';

const [modern, classic] = [suiteNamed('TLS_AES_128_GCM_SHA256'), suiteNamed('TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256')];
const keys = () => ({ mac: new Uint8Array(0), key: new Uint8Array(16).fill(1), iv: new Uint8Array(4) });
const secret = () => new Secret(new Uint8Array(32).fill(1));

test('a cipher that the provider lacks is misuse, under every kind of protection', () => {
  const protections = (crypto: CryptoProvider) => [
    () => protectionOf(crypto, modern, secret(), 10),
    () => protectionClassic(crypto, versionNamed('TLS 1.2'), classic, keys()),
    () => protectionInDatagrams(crypto, modern, secret(), 10, () => new Uint8Array(0)),
  ];
  const lacking = { ...nodeProvider, aead: () => undefined };
  for (const protect of protections(nodeProvider)) expect(protect).not.toThrow();
  for (const protect of protections(lacking)) expect(protect).toThrow(MisuseError);
  const unmasked = { ...nodeProvider, sequenceMask: undefined } as unknown as CryptoProvider;
  expect(protections(unmasked).at(-1)).toThrow(MisuseError);
});

test('RFC 8446 §E.1.3: keys are wiped once the provider has them', () => {
  const seen: Uint8Array[] = [];
  const watching: CryptoProvider = {
    ...nodeProvider,
    aead(name, key) {
      seen.push(key);
      return nodeProvider.aead(name, key);
    },
    sequenceMask(name, key) {
      seen.push(key);
      return nodeProvider.sequenceMask?.(name, key);
    },
  };
  protectionOf(watching, modern, secret(), 10);
  protectionClassic(watching, versionNamed('TLS 1.2'), classic, keys());
  protectionInDatagrams(watching, modern, secret(), 10, () => new Uint8Array(0));
  expect(seen).toHaveLength(4);
  for (const key of seen) expect(key).toEqual(new Uint8Array(16));
});
