/** What is asked of the verifier: everything it needs as values, the time included. */

import type { CryptoProvider } from '../../crypto/provider.ts';
import type { Certificate } from '../certificate.ts';
import type { KeyUsage } from '../extensions/types.ts';
import type { RevocationRequest } from '../revocation/request.ts';
import type { TrustAnchors } from './anchors.ts';
import type { PathBudget } from './budget.ts';
import type { PeerName } from './peer-name.ts';
import type { PolicyRequest } from './policy.ts';
import type { ProfileName } from './profile.ts';
import type { IsPublicSuffix } from './public-suffix.ts';
import type { SignatureMemory } from './signatures.ts';
import type { TimestampRequest } from './timestamps.ts';
import type { Usage } from './usage.ts';

export interface PathRequest {
  readonly leaf: Certificate;
  /** In any order; what is not needed is ignored. */
  readonly intermediates: readonly Certificate[];
  readonly anchors: TrustAnchors;
  readonly provider: CryptoProvider;
  /** Milliseconds since 1970. */
  readonly time: number;
  /** Whom the leaf must be for; without it no name is checked. */
  readonly name?: PeerName | undefined;
  readonly usage: Usage;
  readonly profile: ProfileName;
  /** Bits that the leaf's keyUsage must have, if it has one. TLS 1.3 needs digitalSignature (RFC 8446 §4.4.2.2). */
  readonly keyUsage?: readonly KeyUsage[] | undefined;
  /** How many CAs may stand between root and leaf; self-issued certificates do not count (RFC 5280 §6.1.1). */
  readonly maxDepth?: number | undefined;
  readonly policy?: PolicyRequest | undefined;
  readonly revocation?: RevocationRequest | undefined;
  /** Which logs must have promised to publish the leaf. */
  readonly timestamps?: TimestampRequest | undefined;
  readonly budget?: Partial<PathBudget> | undefined;
  /** Domains that no wildcard may stand under; a short built-in rule where it is not given. Web profile only. */
  readonly isPublicSuffix?: IsPublicSuffix | undefined;
  readonly signatures?: SignatureMemory | undefined;
}
