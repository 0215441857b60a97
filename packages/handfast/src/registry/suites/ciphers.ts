/** The ciphers that cipher suites name, and what code has to know of each. */

import type { AeadName, BlockCipherName, StreamCipherName } from '../algorithm-names.ts';

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
  /** The name under which providers know it: one of these, or none where we do not speak it. */
  readonly aead?: AeadName;
  readonly block?: BlockCipherName;
  readonly stream?: StreamCipherName;
}

type Known = Pick<RecordCipher, 'aead' | 'block' | 'stream'>;

const none = (text: string): RecordCipher => row(text, 'null', 0, 0, 0, 0);
const stream = (text: string, keyLength: number, name?: StreamCipherName): RecordCipher =>
  row(text, 'stream', keyLength, 0, 0, 8 * keyLength, name && { stream: name });
const block = (
  text: string,
  keyLength: number,
  blockLength: number,
  name?: BlockCipherName,
  strength = 8 * keyLength,
): RecordCipher => row(text, 'block', keyLength, blockLength, 0, strength, name && { block: name });
const aead = (text: string, keyLength: number, tagLength = 16, name?: AeadName): RecordCipher =>
  row(text, 'aead', keyLength, 0, tagLength, 8 * keyLength, name && { aead: name });

function row(
  text: string,
  kind: RecordCipher['kind'],
  keyLength: number,
  blockLength: number,
  tagLength: number,
  strength: number,
  known?: Known,
): RecordCipher {
  const name = text.toLowerCase().replaceAll('_', '-');
  // RFC 5288 §3, RFC 6655 §3; RFC 7905 §2
  const fixedIvLength = /_[CG]CM/.test(text) ? 4 : text === 'CHACHA20_POLY1305' ? 12 : 0;
  const lengths = { keyLength, blockLength, tagLength, fixedIvLength };
  return { text, name, kind, ...lengths, strength, ...known };
}

/** Every cipher of the IANA registry and of the suites that were deployed without it. */
export const recordCiphers: readonly RecordCipher[] = [
  none('NULL'),
  stream('RC4_40', 5, 'rc4'),
  stream('RC4_56', 7, 'rc4'),
  stream('RC4_128', 16, 'rc4'),
  stream('28147_CNT', 32),
  stream('KUZNYECHIK_CTR', 32),
  stream('MAGMA_CTR', 32),
  block('RC2_CBC_40', 5, 8, 'rc2-cbc'),
  block('RC2_CBC_56', 7, 8, 'rc2-cbc'),
  block('DES40_CBC', 5, 8, 'des-cbc'),
  block('DES_CBC_40', 5, 8, 'des-cbc'),
  block('DES_CBC', 8, 8, 'des-cbc', 56),
  block('3DES_EDE_CBC', 24, 8, '3des-ede-cbc', 112),
  block('IDEA_CBC', 16, 8, 'idea-cbc'),
  block('FORTEZZA_CBC', 10, 8),
  block('SEED_CBC', 16, 16, 'seed-cbc'),
  block('AES_128_CBC', 16, 16, 'aes-128-cbc'),
  block('AES_256_CBC', 32, 16, 'aes-256-cbc'),
  block('CAMELLIA_128_CBC', 16, 16, 'camellia-128-cbc'),
  block('CAMELLIA_256_CBC', 32, 16, 'camellia-256-cbc'),
  block('ARIA_128_CBC', 16, 16, 'aria-128-cbc'),
  block('ARIA_256_CBC', 32, 16, 'aria-256-cbc'),
  aead('AES_128_GCM', 16, 16, 'aes-128-gcm'),
  aead('AES_256_GCM', 32, 16, 'aes-256-gcm'),
  aead('AES_128_CCM', 16, 16, 'aes-128-ccm'),
  aead('AES_128_CCM_8', 16, 8, 'aes-128-ccm-8'),
  aead('AES_256_CCM', 32, 16, 'aes-256-ccm'),
  aead('AES_256_CCM_8', 32, 8, 'aes-256-ccm-8'),
  aead('CHACHA20_POLY1305', 32, 16, 'chacha20-poly1305'),
  // The nonce of the drafts is the bare sequence number, so that the two do not understand each other.
  aead('CHACHA20_POLY1305_DRAFT', 32, 16, 'chacha20-poly1305-draft'),
  aead('CAMELLIA_128_GCM', 16, 16, 'camellia-128-gcm'),
  aead('CAMELLIA_256_GCM', 32, 16, 'camellia-256-gcm'),
  aead('ARIA_128_GCM', 16, 16, 'aria-128-gcm'),
  aead('ARIA_256_GCM', 32, 16, 'aria-256-gcm'),
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
