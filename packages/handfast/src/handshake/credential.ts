/** What a credential shows: its chain, or its bare key. RFC 7250 §3 */

import { job, type Task } from '../base/awaitable.ts';
import type { CertificateType } from '../registry/certificate-types.ts';
import type { ClientCredentialRequest, ClientSettings, Credential } from './settings.ts';

/** Which of the two it is. */
export const certificateTypeOf = ({ rawKey }: Credential): CertificateType =>
  rawKey === undefined ? 'X509' : 'RawPublicKey';

/** What a client may show a server that asks: what was chosen for it, or all that it has. */
export function* candidates(
  { credentials, credentialFor }: ClientSettings,
  request: ClientCredentialRequest,
): Task<readonly Credential[]> {
  if (credentialFor === undefined) return credentials;
  const chosen = yield* job(credentialFor(request));
  return chosen === undefined ? [] : [chosen];
}

/** What a Certificate message holds of it. */
export const shownBytes = ({ rawKey, chain }: Credential): readonly Uint8Array[] =>
  rawKey === undefined ? chain.map(({ der }) => der) : [rawKey];
