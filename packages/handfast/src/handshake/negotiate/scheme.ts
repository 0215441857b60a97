/** Which signature scheme proves a key. RFC 8446 §4.2.3, §4.4.3 */

import { ProtocolError } from '../../base/errors.ts';
import type { PublicKeyInfo } from '../../crypto/algorithms.ts';
import {
  negotiableSchemes,
  type SignatureScheme,
  schemeFits,
  schemeName,
  schemeNamed,
} from '../../registry/signature-schemes.ts';
import type { SigningKey } from '../settings.ts';

/** The best scheme that a side can make with this key and the peer accepts; `undefined` when there is none. */
export function chooseScheme(
  { info, schemes }: SigningKey,
  accepted: readonly number[],
  signer: Signer,
): SignatureScheme | undefined {
  const candidates = schemes?.map(schemeNamed) ?? negotiableSchemes;
  return candidates.find((scheme) => accepted.includes(scheme.id) && isFor(signer, scheme) && schemeFits(scheme, info));
}

/**
 * How a side says which signatures it accepts: in one list, or in two where it takes others in certificates than in
 * the handshake. RFC 8446 §4.2.3
 */
export function acceptedSchemes(handshake: readonly SignatureScheme[], certificates: readonly SignatureScheme[]) {
  const ids = (...schemes: readonly SignatureScheme[]): number[] => [...new Set(schemes.map(({ id }) => id))];
  const apart = certificates.some((scheme) => !scheme.certificatesOnly && !handshake.includes(scheme));
  return apart
    ? { signature_algorithms: ids(...handshake), signature_algorithms_cert: ids(...certificates) }
    : { signature_algorithms: ids(...handshake, ...certificates) };
}

/** The scheme a peer signed with. Throws `bad_signature_scheme` unless we offered it and it fits the key. */
export function chosenScheme(
  id: number,
  offered: readonly SignatureScheme[],
  key: PublicKeyInfo,
  signer: Signer,
): SignatureScheme {
  const scheme = offered.find((candidate) => candidate.id === id);
  if (scheme !== undefined && isFor(signer, scheme) && schemeFits(scheme, key)) return scheme;
  throw new ProtocolError('bad_signature_scheme', { scheme: schemeName(id), key: key.kind });
}

type Signer = 'client' | 'server';

const isFor = (signer: Signer, { clientsOnly }: SignatureScheme): boolean =>
  signer === 'client' || clientsOnly !== true;
