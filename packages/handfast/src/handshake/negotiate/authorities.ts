/** Which of our certificates the peer is likely to trust: those of authorities that it names. RFC 8446 §4.2.4, §4.4.2.3 */

import { equalBytes } from '../../base/bytes.ts';
import type { Certificate } from '../../x509/certificate.ts';
import type { Credential } from '../settings.ts';

/** The same credentials, those that lead to one of these authorities (DER names) first. */
export function likeliest(
  credentials: readonly Credential[],
  authorities: readonly Uint8Array[] | undefined,
): readonly Credential[] {
  if (authorities === undefined || authorities.length === 0) return credentials;
  const trusted = credentials.filter(({ chain }) => leadsTo(chain, authorities));
  return [...trusted, ...credentials.filter((credential) => !trusted.includes(credential))];
}

const leadsTo = (chain: readonly Certificate[], authorities: readonly Uint8Array[]): boolean =>
  chain.some(({ issuer }) => authorities.some((name) => equalBytes(name, issuer.der)));
