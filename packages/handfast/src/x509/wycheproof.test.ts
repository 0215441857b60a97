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

/** Keys that are bound to parameters, from their DER, and what they sign. */
for (const [file, hash] of [
  ['rsa_pss_2048_sha1_mgf1_20_params_test', 'sha1'],
  ['rsa_pss_2048_sha256_mgf1_0_params_test', 'sha256'],
  ['rsa_pss_4096_sha512_mgf1_32_params_test', 'sha512'],
] as const) {
  wycheproof<{ readonly publicKeyDer: string; readonly sLen: number }, { readonly msg: string; readonly sig: string }>(
    'RFC 4055 §3.3: what a key with parameters signs is verified by them',
    file,
    ({ msg, sig }, { publicKeyDer, sLen: saltLength }) => {
      const key = provider.importPublicKey(parsePublicKey(fromHex(publicKeyDer)).key);
      return key?.verify({ kind: 'rsa-pss', hash, saltLength }, fromHex(msg), fromHex(sig)) === true;
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

  /** Everything else is run by a test here, beside the password-based formats, or in test/vectors. */
  const unused: Readonly<Record<string, string>> = {
    mlkem_1024_test: 'no hybrid group has ML-KEM-1024',
    rsa_pkcs1_2048_test: 'RSA decryption: no certificate and no TLS 1.3 needs it',
    rsa_pkcs1_3072_test: 'RSA decryption',
    rsa_pkcs1_4096_test: 'RSA decryption',
    rsa_pss_2048_sha256_mgf1sha1_20_test: 'RFC 8446 §4.2.3 has one hash for message and mask: others are refused',
    rsa_pss_2048_sha512_mgf1sha256_32_params_test: 'two hashes; the keys are parsed above',
    rsa_pss_2048_sha512_224_mgf1_28_test: 'SHA-512/224 is in no registry of TLS and in no profile of X.509',
    rsa_pss_2048_sha512_256_mgf1_32_test: 'SHA-512/256 neither',
    rsa_pss_2048_shake128_test: 'RFC 8702, which nobody implements for TLS',
    rsa_pss_2048_shake256_test: 'RFC 8702',
    rsa_pss_3072_shake128_test: 'RFC 8702',
    rsa_pss_3072_shake256_test: 'RFC 8702',
    rsa_pss_4096_shake256_test: 'RFC 8702',
  };

  const used: readonly RegExp[] = [
    /^(?:aes_(?:cbc_pkcs5|ccm|gcm)|chacha20_poly1305)_test$/,
    /^(?:hmac|hkdf)_sha(?:1|256|384|512)_test$/,
    /^pbes2_hmacsha\d+_aes_\d+_test$/,
    /^(?:ecdh_secp\d+r1(?:_ecpoint)?|x25519|x448|mlkem_768(?:_encaps)?)_test$/,
    /^(?:dsa_2048_\d+_sha256|ecdsa_secp\d+r1_sha\d+|ed25519|ed448|mldsa_\d+_verify|rsa_signature_\d+_sha\d+)_test$/,
    /^rsa_pss_(?:\d+_sha\d+_mgf1_\d+(?:_params)?|misc(?:_params)?)_test$/,
  ];

  test('every file is run by some test, or it says here why not', () => {
    const names = files.map((file) => file.replace(/\.json$/, ''));
    expect(names.filter((name) => !(name in unused) && !used.some((pattern) => pattern.test(name)))).toEqual([]);
    expect(Object.keys(unused).filter((name) => !names.includes(name))).toEqual([]);
  });
});
