/** The ciphers that cipher suites name, and what code has to know of each. */

import type { AeadName } from '../algorithm-names.ts';

/** What protects the records of a suite. */
export interface RecordCipher {
  /** As in the names of suites: `AES_128_CBC`. */
  readonly text: string;
  /** Lower case with hyphens: `aes-128-cbc`. */
  readonly name: string;
  /** `stream` and `block` need a MAC besides; `null` leaves data readable. */
  readonly kind: 'null' | 'stream' | 'block' | 'aead';
  /** Length in bytes of the key in the key block, before an export suite stretches it. */
  readonly keyLength: number;
  /** Block length in bytes; 0 where there are no blocks. */
  readonly blockLength: number;
  /** Length in bytes of the tag; 0 where a MAC does that work. */
  readonly tagLength: number;
  /** Bytes of the nonce that come from the key block up to TLS 1.2; the rest of the 12 travels. 0 where none does. */
  readonly fixedIvLength: number;
  /** Bits of work to find the key, not counting mistakes in how it is used. */
  readonly strength: number;
  /** The name under which providers know it. */
  readonly aead?: AeadName;
}

const none = (text: string): RecordCipher => row(text, 'null', 0, 0, 0, 0);
const stream = (text: string, keyLength: number, strength = 8 * keyLength): RecordCipher =>
  row(text, 'stream', keyLength, 0, 0, strength);
const block = (text: string, keyLength: number, blockLength: number, strength = 8 * keyLength): RecordCipher =>
  row(text, 'block', keyLength, blockLength, 0, strength);
const aead = (text: string, keyLength: number, tagLength = 16, name?: AeadName): RecordCipher =>
  row(text, 'aead', keyLength, 0, tagLength, 8 * keyLength, name);

function row(
  text: string,
  kind: RecordCipher['kind'],
  keyLength: number,
  blockLength: number,
  tagLength: number,
  strength: number,
  known?: AeadName,
): RecordCipher {
  const name = text.toLowerCase().replaceAll('_', '-');
  // RFC 5288 §3, RFC 6655 §3; RFC 7905 §2
  const fixedIvLength = /_[CG]CM/.test(text) ? 4 : text === 'CHACHA20_POLY1305' ? 12 : 0;
  const lengths = { keyLength, blockLength, tagLength, fixedIvLength };
  return { text, name, kind, ...lengths, strength, ...(known && { aead: known }) };
}

/** Every cipher of the IANA registry and of the suites that were deployed without it. */
export const recordCiphers: readonly RecordCipher[] = [
  none('NULL'),
  stream('RC4_40', 5),
  stream('RC4_56', 7),
  stream('RC4_128', 16),
  stream('28147_CNT', 32),
  stream('KUZNYECHIK_CTR', 32),
  stream('MAGMA_CTR', 32),
  block('RC2_CBC_40', 5, 8),
  block('RC2_CBC_56', 7, 8),
  block('DES40_CBC', 5, 8),
  block('DES_CBC_40', 5, 8),
  block('DES_CBC', 8, 8, 56),
  block('3DES_EDE_CBC', 24, 8, 112),
  block('IDEA_CBC', 16, 8),
  block('FORTEZZA_CBC', 10, 8),
  block('SEED_CBC', 16, 16),
  block('AES_128_CBC', 16, 16),
  block('AES_256_CBC', 32, 16),
  block('CAMELLIA_128_CBC', 16, 16),
  block('CAMELLIA_256_CBC', 32, 16),
  block('ARIA_128_CBC', 16, 16),
  block('ARIA_256_CBC', 32, 16),
  aead('AES_128_GCM', 16, 16, 'aes-128-gcm'),
  aead('AES_256_GCM', 32, 16, 'aes-256-gcm'),
  aead('AES_128_CCM', 16, 16, 'aes-128-ccm'),
  aead('AES_128_CCM_8', 16, 8, 'aes-128-ccm-8'),
  aead('AES_256_CCM', 32),
  aead('AES_256_CCM_8', 32, 8),
  aead('CHACHA20_POLY1305', 32, 16, 'chacha20-poly1305'),
  // The nonce of the drafts is the bare sequence number, so that the two do not understand each other.
  aead('CHACHA20_POLY1305_DRAFT', 32),
  aead('CAMELLIA_128_GCM', 16),
  aead('CAMELLIA_256_GCM', 32),
  aead('ARIA_128_GCM', 16),
  aead('ARIA_256_GCM', 32),
  aead('SM4_GCM', 16),
  aead('SM4_CCM', 16),
  aead('AEGIS_128L', 16),
  aead('AEGIS_256', 32),
  aead('KUZNYECHIK_MGM_L', 32),
  aead('KUZNYECHIK_MGM_S', 32),
  aead('MAGMA_MGM_L', 32, 8),
  aead('MAGMA_MGM_S', 32, 8),
];

const byText = new Map(recordCiphers.map((cipher) => [cipher.text, cipher]));

/** The cipher that a suite's name spells, such as `AES_128_CBC`. */
export const cipherNamed = (text: string): RecordCipher | undefined => byText.get(text);
