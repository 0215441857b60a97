import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { wycheproof } from '../../test/vectors/wycheproof.ts';
import { fromHex, toHex } from '../base/bytes.ts';
import { ProtocolError } from '../base/errors.ts';
import { nodeProvider as provider } from '../providers/node/index.ts';
import { encode } from '../wire/codec.ts';
import { oneAsymmetricKey } from './pkcs8.ts';
import { parsePkcs8 } from './private-key.ts';
import { encodePublicKey, parsePublicKey } from './public-key.ts';

const folder = join(
  process.env['HANDFAST_VECTORS'] ?? join(import.meta.dirname, '../../../../../shared/vectors'),
  'wycheproof',
);

/** Public keys in DER, broken in every way that Wycheproof knows. */
for (const curve of ['secp256r1', 'secp384r1', 'secp521r1'] as const) {
  wycheproof<object, { readonly public: string }>(
    'RFC 5480 §2: EC keys name their curve and hold a point on it, uncompressed',
    `ecdh_${curve}_test`,
    ({ public: spki }) => {
      try {
        const { key } = parsePublicKey(fromHex(spki));
        return key.kind === 'ec' && key.curve === curve && provider.importPublicKey(key) !== undefined;
      } catch (error) {
        if (error instanceof ProtocolError) return false;
        throw error;
      }
    },
  );
}

interface Keys {
  readonly publicKeyDer?: string;
  readonly privateKeyPkcs8?: string;
  readonly tests: readonly { readonly flags: readonly string[] }[];
}

describe.skipIf(!existsSync(folder))('the keys of Wycheproof (skipped where the vectors are absent)', () => {
  const files = existsSync(folder) ? readdirSync(folder) : [];
  const groups = files.flatMap((file) => {
    const { testGroups } = JSON.parse(readFileSync(join(folder, file), 'utf8')) as { testGroups: readonly Keys[] };
    return testGroups.map((group) => ({ file, ...group }));
  });

  test('RFC 5280 §4.1.2.7: public keys parse and encode back byte for byte', () => {
    const keys = groups.filter(({ publicKeyDer }) => publicKeyDer !== undefined);
    expect(keys.length).toBeGreaterThan(100);
    for (const { file, publicKeyDer = '', tests } of keys) {
      if (tests.some(({ flags }) => flags.includes('IncorrectPublicKeyLength'))) {
        expect(() => parsePublicKey(fromHex(publicKeyDer)), file).toThrow(ProtocolError);
        continue;
      }
      const { key } = parsePublicKey(fromHex(publicKeyDer));
      if (key.kind !== 'unknown') expect(toHex(encodePublicKey(key)), file).toBe(publicKeyDer);
    }
  });

  test('RFC 5958 §2: private keys too', () => {
    const keys = groups.filter(({ privateKeyPkcs8 }) => privateKeyPkcs8 !== undefined);
    expect(keys.length).toBeGreaterThan(2);
    for (const { file, privateKeyPkcs8 = '' } of keys) {
      const key = parsePkcs8(fromHex(privateKeyPkcs8));
      expect(toHex(encode(oneAsymmetricKey, key)), file).toBe(privateKeyPkcs8);
    }
  });
});
