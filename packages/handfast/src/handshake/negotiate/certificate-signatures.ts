/** Which of our chains the peer can check: those that are signed as it accepts. RFC 8446 §4.2.3, §4.4.2.2 */

import { type SignatureScheme, schemeById } from '../../registry/signature-schemes.ts';
import type { Certificate } from '../../x509/certificate.ts';
import { equalNames } from '../../x509/path/name-key.ts';
import type { Credential } from '../settings.ts';

/** The same credentials, those first whose chains are signed with these schemes. A peer that names none may get any. */
export function acceptablySigned(
  credentials: readonly Credential[],
  accepted: readonly number[] = [],
): readonly Credential[] {
  const schemes = accepted.flatMap((id) => schemeById(id) ?? []);
  if (schemes.length === 0 || credentials.length < 2) return credentials;
  const fitting = credentials.filter(({ chain }) => chain.every((certificate) => isAccepted(certificate, schemes)));
  return [...fitting, ...credentials.filter((credential) => !fitting.includes(credential))];
}

/** Nobody checks how a root signed itself. */
const isAccepted = ({ subject, issuer, signatureScheme }: Certificate, schemes: readonly SignatureScheme[]): boolean =>
  equalNames(subject, issuer) ||
  schemes.some(({ algorithm }) => signatureScheme !== undefined && sameAlgorithm(algorithm, signatureScheme));

/** A certificate does not say on which curve it was signed, nor what kind of RSA key it was. */
function sameAlgorithm(left: SignatureScheme['algorithm'], right: SignatureScheme['algorithm']): boolean {
  const hashOf = (algorithm: SignatureScheme['algorithm']) => ('hash' in algorithm ? algorithm.hash : undefined);
  return left.kind === right.kind && hashOf(left) === hashOf(right);
}
