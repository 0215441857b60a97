/** Who decides whether a peer's bare key is good enough: a list of keys, or the caller. RFC 7250 §6 */

import { job, type Task } from '../base/awaitable.ts';
import { copyOf } from '../base/bytes.ts';
import { MisuseError, ProtocolError } from '../base/errors.ts';
import type { Judgement, KeyRequest } from '../handshake/proofs.ts';
import { weakKey } from '../x509/path/checks/strength.ts';
import { parsePublicKey } from '../x509/public-key.ts';
import type { TrustedKeys } from './options.ts';

/**
 * Judges keys by this trust: without it there is none. Throws `untrusted_key`, and `weak_certificate` for keys that can be
 * broken, whoever trusts them.
 */
export function judgeKeysWith(
  trustedKeys: TrustedKeys | undefined,
  leastRsaBits: number,
): (request: KeyRequest) => Task<Judgement> {
  const trusts = typeof trustedKeys === 'function' ? trustedKeys : oneOf(trustedKeys ?? []);
  return function* judgeKey({ publicKey, peer, serverName, resumed }) {
    const weakness = weakKey(publicKey.key, leastRsaBits);
    if (weakness !== undefined) throw new ProtocolError('weak_certificate', { why: `the peer ${weakness}` });
    const trusted = yield* job(trusts({ publicKey: publicKey.der, peer, serverName, resumed }));
    if (trusted !== true) throw new ProtocolError('untrusted_key', { key: publicKey.key.kind });
    return { path: undefined, objection: undefined };
  };
}

/** Keys are compared as bytes: one key has one encoding in DER. Throws `MisuseError` for what is no key. */
function oneOf(keys: readonly Uint8Array[]): (request: { readonly publicKey: Uint8Array }) => boolean {
  const trusted = new Set(keys.map((key) => keyId(parsedKey(key))));
  return ({ publicKey }) => trusted.has(keyId(publicKey));
}

function parsedKey(der: Uint8Array): Uint8Array {
  try {
    return parsePublicKey(copyOf(der)).der;
  } catch (error) {
    if (!(error instanceof ProtocolError)) throw error;
    throw new MisuseError('trustedKeys holds something that is not a SubjectPublicKeyInfo in DER', { cause: error });
  }
}

const keyId = (der: Uint8Array): string => der.join();
