/** Signatures: FIPS 186-5 (ECDSA), RFC 8017 (RSA), RFC 8032 (EdDSA). */

import { describe } from 'vitest';
import { concat, fromHex } from '../../src/base/bytes.ts';
import type { CurveName, HashName, PublicKeyInfo, SignatureAlgorithm } from '../../src/crypto/algorithms.ts';
import { parsePublicKey } from '../../src/x509/public-key.ts';
import { subjects } from './subjects.ts';
import { type Vector, wycheproof } from './wycheproof.ts';

interface Signed {
  readonly msg: string;
  readonly sig: string;
}

interface EcGroup {
  readonly publicKey: { readonly uncompressed: string };
}

interface SpkiGroup {
  readonly publicKeyDer: string;
}

interface EdGroup {
  readonly publicKey: { readonly pk: string };
}

interface RsaGroup {
  readonly publicKey: { readonly modulus: string; readonly publicExponent: string };
}

interface PssGroup extends RsaGroup {
  readonly sha: string;
  readonly mgf: string;
  readonly mgfSha: string;
  readonly sLen: number;
}

describe.each(subjects)('signatures, verified by the provider $name', (provider) => {
  // Plain JavaScript needs milliseconds for each: every sixth vector, which are sorted by what they try, shows as much.
  const share = provider.name === 'portable' && process.env['HANDFAST_ALL_VECTORS'] === undefined ? 6 : 1;
  const verifies = (
    key: PublicKeyInfo,
    algorithm: SignatureAlgorithm,
    vector: Signed & Vector,
  ): boolean | undefined => {
    if (vector.tcId % share !== 0) return undefined;
    return provider.importPublicKey(key)?.verify(algorithm, fromHex(vector.msg), fromHex(vector.sig)) === true;
  };

  for (const [curve, hash] of ecdsaFiles) {
    wycheproof<EcGroup, Signed>(
      `FIPS 186-5 §6: ECDSA on ${curve} with ${hash}`,
      `ecdsa_${curve}_${hash}_test`,
      (vector, group) =>
        verifies({ kind: 'ec', curve, point: fromHex(group.publicKey.uncompressed) }, { kind: 'ecdsa', hash }, vector),
    );
  }

  for (const kind of ['ed25519', 'ed448'] as const) {
    wycheproof<EdGroup, Signed>(`RFC 8032 §5: ${kind}`, `${kind}_test`, (vector, group) =>
      verifies({ kind, bytes: fromHex(group.publicKey.pk) }, { kind }, vector),
    );
  }

  // The only vector left open is no DER: FIPS 186-4 does not say so, RFC 3279 §2.2.2 does.
  for (const size of ['2048_224', '2048_256']) {
    wycheproof<SpkiGroup, Signed>(`FIPS 186-4 §4: DSA with ${size}`, `dsa_${size}_sha256_test`, (vector, group) =>
      verifies(parsePublicKey(fromHex(group.publicKeyDer)).key, { kind: 'dsa', hash: 'sha256' }, vector),
    );
  }

  for (const kind of ['ml-dsa-44', 'ml-dsa-65'] as const) {
    wycheproof<{ readonly publicKey: string }, Signed & { readonly ctx?: string }>(
      `FIPS 204 §5.3: ${kind}`,
      `${kind.replace('-dsa-', 'dsa_')}_verify_test`,
      (vector, group) =>
        vector.ctx === undefined ? verifies({ kind, bytes: fromHex(group.publicKey) }, { kind }, vector) : undefined,
    );
  }

  for (const bits of [2048, 3072, 4096]) {
    for (const hash of ['sha256', 'sha384', 'sha512'] as const) {
      // The only vector left open lacks the NULL in DigestInfo: RFC 8017 §8.2.2 compares whole encodings, so refuse.
      wycheproof<RsaGroup, Signed>(
        `RFC 8017 §8.2.2: RSASSA-PKCS1-v1_5 with ${bits} bits and ${hash}`,
        `rsa_signature_${bits}_${hash}_test`,
        (vector, group) => verifies({ kind: 'rsa', ...rsa(group) }, { kind: 'rsa-pkcs1', hash }, vector),
      );
    }
  }

  for (const file of pssFiles) {
    wycheproof<PssGroup, Signed>(`RFC 8017 §8.1.2: RSASSA-PSS`, file, (vector, group) => {
      const hash = hashNames[group.sha];
      if (hash === undefined || group.mgf !== 'MGF1' || group.mgfSha !== group.sha) return undefined;
      const parameters = { hash, mgfHash: hash, saltLength: group.sLen };
      const key: PublicKeyInfo = file.includes('params')
        ? { kind: 'rsa-pss', ...rsa(group), parameters }
        : { kind: 'rsa', ...rsa(group) };
      return verifies(key, { kind: 'rsa-pss', hash, saltLength: group.sLen }, vector);
    });
  }
});

const ecdsaFiles: readonly (readonly [CurveName, HashName])[] = [
  ['secp256r1', 'sha256'],
  ['secp256r1', 'sha512'],
  ['secp384r1', 'sha256'],
  ['secp384r1', 'sha384'],
  ['secp384r1', 'sha512'],
  ['secp521r1', 'sha512'],
];

const pssFiles = [
  'rsa_pss_2048_sha1_mgf1_20',
  'rsa_pss_2048_sha256_mgf1_0',
  'rsa_pss_2048_sha256_mgf1_0_params',
  'rsa_pss_2048_sha256_mgf1_32',
  'rsa_pss_2048_sha256_mgf1_32_params',
  'rsa_pss_2048_sha384_mgf1_48',
  'rsa_pss_3072_sha256_mgf1_32',
  'rsa_pss_3072_sha256_mgf1_32_params',
  'rsa_pss_4096_sha256_mgf1_32',
  'rsa_pss_4096_sha384_mgf1_48',
  'rsa_pss_4096_sha512_mgf1_32',
  'rsa_pss_4096_sha512_mgf1_64',
  'rsa_pss_4096_sha512_mgf1_64_params',
  'rsa_pss_misc',
  'rsa_pss_misc_params',
].map((name) => `${name}_test`);

const hashNames: Readonly<Record<string, HashName>> = {
  'SHA-1': 'sha1',
  'SHA-224': 'sha224',
  'SHA-256': 'sha256',
  'SHA-384': 'sha384',
  'SHA-512': 'sha512',
};

function rsa({ publicKey }: RsaGroup): { readonly modulus: Uint8Array; readonly exponent: Uint8Array } {
  return { modulus: integer(publicKey.modulus), exponent: integer(publicKey.publicExponent) };
}

/** Wycheproof writes integers as DER does, with a zero in front of a high bit. */
function integer(hex: string): Uint8Array {
  const bytes = fromHex(hex);
  return bytes[0] === 0 ? bytes.subarray(1) : concat(bytes);
}
