/** Which signature scheme proves a key. RFC 8446 §4.2.3, §4.4.3 */

import { ProtocolError } from '../../base/errors.ts';
import type { PublicKeyInfo } from '../../crypto/algorithms.ts';
import { negotiableSchemes, type SignatureScheme, schemeFits, schemeName } from '../../registry/signature-schemes.ts';

/** The best scheme that this key can make and the peer accepts; `undefined` when there is none. */
export const chooseScheme = (key: PublicKeyInfo, accepted: readonly number[]): SignatureScheme | undefined =>
  negotiableSchemes.find((scheme) => accepted.includes(scheme.id) && schemeFits(scheme, key));

/** The scheme a peer signed with. Throws `bad_signature_scheme` unless we offered it and it fits the key. */
export function chosenScheme(id: number, offered: readonly SignatureScheme[], key: PublicKeyInfo): SignatureScheme {
  const scheme = offered.find((candidate) => candidate.id === id);
  if (scheme !== undefined && schemeFits(scheme, key)) return scheme;
  throw new ProtocolError('bad_signature_scheme', { scheme: schemeName(id), key: key.kind });
}
