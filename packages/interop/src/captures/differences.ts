/** Differences from tshark that docs/inspect-differences.md explains. */

import type { Leaf } from './tshark.ts';

/** What one packet says differently. */
export interface Difference {
  readonly name: string;
  /** Who talked to whom, and about what. */
  readonly title: string;
  readonly ours: readonly string[];
  readonly theirs: readonly string[];
  /** The version that was agreed on, such as `DTLS 1.3`. */
  readonly version: string;
  /** IANA's name of the suite that was agreed on. */
  readonly suite: string;
}

/** The reason, in a few words; `undefined` when there is none. */
export function explained(difference: Difference): string | undefined {
  return reasons.find(([, applies]) => applies(difference))?.[0];
}

const reasons: readonly (readonly [string, (difference: Difference) => boolean])[] = [
  [
    'tshark 4.0 opens no records of DTLS 1.3',
    // What it does show of them must be the same.
    ({ version, ours, theirs }) => version === 'DTLS 1.3' && theirs.every((value, i) => value === ours[i]),
  ],
  [
    'tshark 4.0 opens no records under ARIA',
    ({ suite, ours, theirs }) => suite.includes('_ARIA_') && theirs.every((value, i) => value === ours[i]),
  ],
  [
    'tshark 4.0 opens no records under the drafts of ChaCha20-Poly1305',
    ({ suite, ours, theirs }) => isDraft.test(suite) && theirs.every((value, i) => value === ours[i]),
  ],
  [
    'tshark 4.0 does not know truncated MACs',
    ({ title, ours, theirs }) => title.endsWith('truncated MACs') && theirs.every((value, i) => value === ours[i]),
  ],
  [
    'tshark 4.0 reads on behind a ClientKeyExchange without content',
    ({ title, ours, theirs }) => fixedKey.test(title) && theirs.every((value, i) => value === ours[i]),
  ],
];

const isDraft = /_WITH_CHACHA20_POLY1305$/;
/** The key of the client is in its certificate. RFC 5246 §7.4.7.2 */
const fixedKey = /client certificate with a fixed (?:ec)?dh key$/;

/** A field that the inspector shows in other words, or not at all. */
export interface TreeDifference extends Leaf {
  /** Who talked to whom, and about what. */
  readonly title: string;
  /** What the inspector calls the same bytes, where it shows them. */
  readonly ours: readonly string[];
}

/** The same for lines of trees. */
export function treeExcuse(difference: TreeDifference): string | undefined {
  return treeReasons.find(([, applies]) => applies(difference))?.[0];
}

const treeReasons: readonly (readonly [string, (difference: TreeDifference) => boolean])[] = [
  ['a scheme is one value since RFC 8446, not a pair', ({ name }) => /sig_hash_(?:hash|sig)$/.test(name)],
  [
    'verify data stand with their bytes',
    ({ name, label }) => /\.(?:verify_data|md5_hash|sha_hash)$/.test(name) && !label.includes(':'),
  ],
  [
    'fragments and segments are not listed again where they are put together',
    ({ name }) => /^dtls\.fragment$|^tls\.(?:segment|reassembled)/.test(name),
  ],
  [
    'tshark 4.0 does not open the record',
    ({ label }) => /^(?:Alert Message|Handshake Protocol): Encrypted /.test(label),
  ],
  [
    'drafts of ChaCha20-Poly1305 are called by the names of RFC 7905',
    ({ label, ours }) => ours.some((one) => one === label.replace('_SHA256 (', ' (')),
  ],
  [
    'tshark 4.0 reads on behind a ClientKeyExchange without content',
    ({ name, title }) => fixedKey.test(title) && /\.(?:yc|client_point)(?:_len)?$/.test(name),
  ],
  [
    'tshark 4.0 has no name for it yet',
    ({ label, ours }) => {
      const [, words, number] = /^(.*)Unknown(?: Unknown)?(?: type)?( \(\w+\))$/.exec(label) ?? [];
      return number !== undefined && ours.some((one) => one.startsWith(words as string) && one.endsWith(number));
    },
  ],
  ['the content of extensions that tshark 4.0 does not know', ({ name }) => name.endsWith('.extension.data')],
];
