/** What the checks of revocation share within one path. */

import type { Task } from '../../base/awaitable.ts';
import type { CryptoProvider } from '../../crypto/provider.ts';
import type { Certificate } from '../certificate.ts';
import type { TrustAnchor } from '../path/anchors.ts';
import type { ProfileName } from '../path/profile.ts';
import type { SignatureChecks } from '../path/signatures.ts';
import type { RevocationRequest } from './request.ts';

export interface RevocationContext {
  readonly evidence: RevocationRequest;
  readonly provider: CryptoProvider;
  readonly signatures: SignatureChecks;
  /** Milliseconds since 1970. */
  readonly time: number;
  readonly profile: ProfileName;
  /** Where certificates of CRL issuers may be found. */
  readonly candidates: readonly Certificate[];
  /** In which the path ends, and the paths of CRL issuers must end (RFC 5280 §6.3.3 (f)). */
  readonly anchor: TrustAnchor;
  /** Verifies the certificate of a CRL issuer below the same anchor, with what it needs to sign CRLs. */
  readonly verifyCrlIssuer: (certificate: Certificate) => Task<boolean>;
  /** CRL issuers being verified: their CRLs may speak about themselves without another proof. */
  readonly underway: readonly Certificate[];
}
