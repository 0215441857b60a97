/** Keys that were agreed on outside of TLS, used as they are or imported. RFC 8446 §4.2.11, RFC 9258 */

import { copyOf } from '../../base/bytes.ts';
import { Secret } from '../../base/secret.ts';
import { type HashName, hashLength } from '../../crypto/algorithms.ts';
import type { CryptoProvider } from '../../crypto/provider.ts';
import { hkdf } from '../../schedule/hkdf.ts';
import { encode, named, opaque, struct, uint16 } from '../../wire/codec.ts';
import { protocolVersion } from '../../wire/names.ts';
import type { PreSharedKey } from './pre-shared-key.ts';

/** A key from outside. */
export interface ExternalKey {
  readonly identity: Uint8Array;
  /** At least 16 bytes that nobody can guess: a password is no key. */
  readonly key: Secret;
  /** The hash function that belongs to the key. */
  readonly hash: HashName;
  /** For RFC 9258: what both sides know of each other. Without it the key is used as it is. */
  readonly importContext: Uint8Array | undefined;
}

/** What an imported key is for: the number of the version, and how its labels begin. RFC 9258 §5.1, RFC 9147 §5.9 */
export interface ImportTarget {
  readonly protocol: number;
  readonly prefix: 'tls13 ' | 'dtls13';
}

/** The keys that an external one becomes: itself, or one for each hash function of the suites. RFC 9258 §5.1 */
export function preSharedKeys(
  crypto: CryptoProvider,
  external: ExternalKey,
  hashes: readonly HashName[],
  target: ImportTarget = { protocol: 0x0304, prefix: 'tls13 ' },
): readonly PreSharedKey[] {
  if (external.importContext !== undefined) return hashes.map((hash) => imported(crypto, external, hash, target));
  if (!hashes.includes(external.hash)) return [];
  const secret = new Secret(copyOf(external.key.expose()));
  return [{ identity: external.identity, name: external.identity, secret, hash: external.hash, origin: 'external' }];
}

/** The key for suites with one hash function. RFC 9258 §5.1 */
function imported(
  crypto: CryptoProvider,
  external: ExternalKey,
  target: HashName,
  { protocol, prefix }: ImportTarget,
): PreSharedKey {
  const identity = encode(ImportedIdentity, {
    externalIdentity: external.identity,
    context: external.importContext as Uint8Array,
    targetProtocol: protocol,
    targetKdf: kdfs[target] ?? 0,
  });
  const kdf = hkdf(crypto, external.hash, prefix);
  using extracted = kdf.extract(kdf.zeros, external.key.expose());
  const context = crypto.hash(external.hash).update(identity).digest();
  const secret = new Secret(kdf.expandLabel(extracted, 'derived psk', context, hashLength[target]));
  return { identity, name: external.identity, secret, hash: target, origin: 'imported' };
}

/** TLS KDF identifiers. RFC 9258 §10 */
const kdfs: Readonly<Partial<Record<HashName, number>>> = { sha256: 1, sha384: 2 };
const targetKdf = named(uint16, 'KDF', (id) => ({ 1: 'HKDF_SHA256', 2: 'HKDF_SHA384' })[id]);

const ImportedIdentity = struct('ImportedIdentity', {
  externalIdentity: opaque(2, { min: 1 }),
  context: opaque(2),
  targetProtocol: protocolVersion,
  targetKdf,
});
