/** Which of our certificates the peer is likely to trust: those of authorities that it names. RFC 8446 §4.2.4, §4.4.2.3 */

import { equalBytes } from '../../base/bytes.ts';
import type { Credential } from '../settings.ts';

/** Those that may be shown to a peer who names these authorities (DER names), the ones that lead to them first. */
export function likeliest(
  credentials: readonly Credential[],
  authorities: readonly Uint8Array[] = [],
): readonly Credential[] {
  const trusted = credentials.filter((credential) => leadsTo(credential, authorities));
  const others = credentials.filter((credential) => !trusted.includes(credential) && !isGuarded(credential));
  return [...trusted, ...others];
}

/** Those that may be shown to a peer who names these authorities, in their order. */
export const allowedFor = (
  credentials: readonly Credential[],
  authorities: readonly Uint8Array[],
): readonly Credential[] =>
  credentials.filter((credential) => !isGuarded(credential) || leadsTo(credential, authorities));

const isGuarded = ({ onlyForItsAuthorities }: Credential): boolean => onlyForItsAuthorities === true;

const leadsTo = ({ chain }: Credential, authorities: readonly Uint8Array[]): boolean =>
  chain.some(({ issuer }) => authorities.some((name) => equalBytes(name, issuer.der)));
