/** What is wrong with a cipher suite, and who says so. */

import type { RecordCipher } from './ciphers.ts';
import type { AuthenticationName, KeyExchangeName } from './key-exchanges.ts';

/** The parts of a suite by which it is judged. */
interface Judged {
  readonly keyExchange: KeyExchangeName;
  readonly authentication: AuthenticationName;
  readonly cipher: RecordCipher;
  readonly mac: string;
  readonly export: boolean;
}

/** One flaw: when a suite has it, where it is written, and a sentence for people. */
interface Weakness {
  readonly rule: string;
  readonly text: string;
  readonly holds: (suite: Judged) => boolean;
}

/** In order of gravity. */
export const weaknesses = {
  null_encryption: {
    rule: 'RFC 9325 §4.1',
    text: 'data travel unencrypted',
    holds: ({ cipher }) => cipher.kind === 'null',
  },
  anonymous: {
    rule: 'RFC 9325 §4.1',
    text: 'nobody proves who they are: anyone in the middle can be both sides',
    holds: ({ authentication }) => authentication === 'anonymous',
  },
  export_grade: {
    rule: 'RFC 4346 §A.5',
    text: 'made weak on purpose for export: key exchange and cipher can be broken (FREAK, Logjam)',
    holds: (suite) => suite.export,
  },
  short_key: {
    rule: 'RFC 9325 §4.1',
    text: 'the key has fewer than 112 bits and can be found by trying',
    holds: ({ cipher }) => cipher.kind !== 'null' && cipher.strength < 112,
  },
  rc4: {
    rule: 'RFC 7465 §2',
    text: 'the key stream of RC4 is biased: what is sent often enough can be read',
    holds: ({ cipher }) => cipher.name.startsWith('rc4'),
  },
  small_block: {
    rule: 'RFC 9325 §4.1',
    text: 'blocks of 64 bits collide within one long connection (Sweet32)',
    holds: ({ cipher }) => cipher.blockLength === 8 || /^(28147|magma)/.test(cipher.name),
  },
  md5: {
    rule: 'RFC 6151 §2',
    text: 'the MAC rests on MD5, whose collisions are cheap',
    holds: ({ mac }) => mac === 'md5',
  },
  mac_then_encrypt: {
    rule: 'RFC 7366 §1',
    text: 'CBC padding is checked before the MAC: timing may tell the plaintext (Lucky Thirteen) without encrypt_then_mac',
    holds: ({ cipher }) => cipher.kind === 'block',
  },
  no_forward_secrecy: {
    rule: 'RFC 9325 §4.1',
    text: 'whoever gets the long-term key later can read what was recorded earlier',
    holds: ({ keyExchange }) => staticKeyExchanges.has(keyExchange),
  },
  dss: {
    rule: 'RFC 8446 §1.2',
    text: 'DSA is no longer part of TLS: a nonce used twice gives the key away',
    holds: ({ authentication }) => authentication === 'dss',
  },
  short_tag: {
    rule: 'RFC 9147 §4.5.3',
    text: 'tags of 8 bytes make forgeries likelier',
    holds: ({ cipher }) => cipher.kind === 'aead' && cipher.tagLength < 16,
  },
} as const satisfies Record<string, Weakness>;

export type WeaknessName = keyof typeof weaknesses;

/** Everything that is wrong with a suite, the gravest first. */
export function weaknessesOf(suite: Judged): readonly WeaknessName[] {
  const names = Object.keys(weaknesses) as WeaknessName[];
  return names.filter((name) => weaknesses[name].holds(suite));
}

const staticKeyExchanges: ReadonlySet<KeyExchangeName> = new Set(['null', 'rsa', 'dh', 'ecdh', 'psk', 'krb5', 'gost']);
