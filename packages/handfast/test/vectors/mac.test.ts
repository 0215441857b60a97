/** HMAC (RFC 2104), and HKDF (RFC 5869) made of it. */

import { describe } from 'vitest';
import { concat, equalBytes, fromHex } from '../../src/base/bytes.ts';
import { type HashName, hashLength } from '../../src/crypto/algorithms.ts';
import type { CryptoProvider } from '../../src/crypto/provider.ts';
import { subjects } from './subjects.ts';
import { wycheproof } from './wycheproof.ts';

type MacVector = Readonly<Record<'key' | 'msg' | 'tag', string>>;
type HkdfVector = Readonly<Record<'ikm' | 'salt' | 'info' | 'okm', string>> & { readonly size: number };

const hashes: readonly HashName[] = ['sha1', 'sha256', 'sha384', 'sha512'];

describe.each(subjects)('MACs of the provider $name', (provider) => {
  for (const hash of hashes) {
    wycheproof<{ tagSize: number }, MacVector>(
      `RFC 2104 §2: HMAC with ${hash} [E06]`,
      `hmac_${hash}_test`,
      ({ key, msg, tag }, { tagSize }) => {
        const mac = provider.hmac(hash, fromHex(key)).compute(fromHex(msg));
        return equalBytes(mac.subarray(0, tagSize / 8), fromHex(tag));
      },
    );
    wycheproof<unknown, HkdfVector>(
      `RFC 5869 §2: HKDF with ${hash}`,
      `hkdf_${hash}_test`,
      ({ ikm, salt, info, okm, size }) => {
        if (size > 255 * hashLength[hash]) return false;
        return equalBytes(hkdf(provider, hash, fromHex(ikm), fromHex(salt), fromHex(info), size), fromHex(okm));
      },
    );
  }
});

function hkdf(
  provider: CryptoProvider,
  hash: HashName,
  ikm: Uint8Array,
  salt: Uint8Array,
  info: Uint8Array,
  size: number,
): Uint8Array {
  const extracted = provider.hmac(hash, salt.length > 0 ? salt : new Uint8Array(hashLength[hash])).compute(ikm);
  const expand = provider.hmac(hash, extracted);
  const blocks: Uint8Array[] = [];
  for (let i = 1; blocks.length * hashLength[hash] < size; i++) {
    blocks.push(expand.compute(blocks.at(-1) ?? new Uint8Array(0), info, Uint8Array.of(i)));
  }
  return concat(...blocks).subarray(0, size);
}
