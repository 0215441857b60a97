/** A delegation by a certificate of ours. RFC 9345 §4 */

import { equalBytes } from '../base/bytes.ts';
import { MisuseError, ProtocolError } from '../base/errors.ts';
import type { PrivateKey } from '../crypto/provider.ts';
import { isDelegable, negotiableSchemes, type SchemeName, schemeFits } from '../registry/signature-schemes.ts';
import { decode } from '../wire/codec.ts';
import { DelegatedCredential } from '../wire/extensions/delegated-credential.ts';
import { encodePublicKey } from './public-key.ts';

/** What a server needs to show one. */
export interface Delegation {
  readonly delegated: DelegatedCredential;
  /** The key, bound to the one scheme that was delegated to. Throws `MisuseError` when it is another key. */
  bind(key: PrivateKey): PrivateKey;
}

/** Reads a DelegatedCredential. Throws `MisuseError` for what cannot be used. */
export function parseDelegation(bytes: Uint8Array): Delegation {
  const delegated = parsed(bytes);
  const { certVerifyAlgorithm, subjectPublicKeyInfo } = delegated.cred;
  const scheme = negotiableSchemes.find(({ id }) => id === certVerifyAlgorithm);
  if (scheme === undefined || !isDelegable(scheme)) {
    throw new MisuseError('the delegation names a scheme that no delegated key may sign with');
  }
  const schemes = [scheme.name as SchemeName];
  return {
    delegated,
    bind(key) {
      if (!equalBytes(subjectPublicKeyInfo, encodePublicKey(key.info)) || !schemeFits(scheme, key.info)) {
        throw new MisuseError('the private key is not the one that was delegated to, or does not sign so');
      }
      return { info: key.info, schemes, sign: (algorithm, data) => key.sign(algorithm, data) };
    },
  };
}

function parsed(bytes: Uint8Array): DelegatedCredential {
  try {
    return decode(DelegatedCredential, bytes);
  } catch (cause) {
    if (!(cause instanceof ProtocolError)) throw cause;
    throw new MisuseError('the delegation cannot be read', { cause });
  }
}
