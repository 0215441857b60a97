/** Which keys that a certificate delegates to may be shown. RFC 9345 §4.1.1 */

import { delegationEnd } from '../../x509/delegation.ts';
import type { Credential, CredentialRequest } from '../settings.ts';

/** Whether the client has said that it can check both signatures, and it has not ended: true for all without delegation. */
export function mayShow(
  { chain: [leaf], delegated }: Credential,
  { schemes, delegatedSchemes = [], now }: CredentialRequest,
): boolean {
  if (delegated === undefined || leaf === undefined) return true;
  const { cred, algorithm } = delegated;
  return (
    schemes.includes(algorithm) &&
    delegatedSchemes.includes(cred.certVerifyAlgorithm) &&
    now < delegationEnd(leaf, delegated)
  );
}
