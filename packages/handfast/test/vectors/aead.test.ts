/** Authenticated encryption: RFC 5116, RFC 6655, RFC 8439. */

import { describe, expect } from 'vitest';
import { concat, equalBytes, fromHex } from '../../src/base/bytes.ts';
import type { AeadName } from '../../src/crypto/algorithms.ts';
import { subjects } from './subjects.ts';
import { wycheproof } from './wycheproof.ts';

interface Group {
  readonly ivSize: number;
  readonly keySize: number;
  readonly tagSize: number;
}

type Vector = Readonly<Record<'key' | 'iv' | 'aad' | 'msg' | 'ct' | 'tag', string>>;

describe.each(subjects)('AEADs of the provider $name', (provider) => {
  const opens =
    (nameOf: (group: Group) => AeadName | undefined) =>
    (vector: Vector & { readonly result: string }, group: Group): boolean | undefined => {
      const name = nameOf(group);
      const aead = name && provider.aead(name, fromHex(vector.key));
      if (aead === undefined) return undefined;
      const [nonce, additional, plaintext] = [fromHex(vector.iv), fromHex(vector.aad), fromHex(vector.msg)];
      const ciphertext = concat(fromHex(vector.ct), fromHex(vector.tag));
      if (vector.result === 'valid') {
        const sealed = new Uint8Array(ciphertext.length);
        void aead.seal(nonce, additional, plaintext, sealed);
        expect(sealed).toEqual(ciphertext);
      }
      const opened = aead.open(nonce, additional, ciphertext);
      return opened instanceof Uint8Array && equalBytes(opened, plaintext);
    };

  wycheproof('RFC 5116 §5: AES-GCM seals as it should and opens nothing else [E03]', 'aes_gcm_test', opens(gcm));
  wycheproof('RFC 6655 §3: AES-CCM seals as it should and opens nothing else [E03]', 'aes_ccm_test', opens(ccm));
  wycheproof(
    'RFC 8439 §2.8: ChaCha20-Poly1305 seals as it should and opens nothing else',
    'chacha20_poly1305_test',
    opens(({ ivSize, tagSize }) => (ivSize === 96 && tagSize === 128 ? 'chacha20-poly1305' : undefined)),
  );
});

/** TLS uses 96-bit nonces and whole tags, of which the interface knows no others. */
function gcm({ ivSize, keySize, tagSize }: Group): AeadName | undefined {
  if (ivSize !== 96 || tagSize !== 128) return undefined;
  return keySize === 128 ? 'aes-128-gcm' : keySize === 256 ? 'aes-256-gcm' : undefined;
}

function ccm({ ivSize, keySize, tagSize }: Group): AeadName | undefined {
  if (ivSize !== 96 || (keySize !== 128 && keySize !== 256)) return undefined;
  return tagSize === 128 ? `aes-${keySize}-ccm` : tagSize === 64 ? `aes-${keySize}-ccm-8` : undefined;
}
