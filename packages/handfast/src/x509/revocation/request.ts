/** What is known about revocation, and how much must be known. Evidence comes in as values: fetching is the caller's. */

import type { CertificateList } from '../crl.ts';
import type { OCSPResponse } from '../ocsp/response.ts';

export interface RevocationRequest {
  /**
   * `prefer`: what the evidence says counts, and where it says nothing the certificate passes.
   * `require`: where it says nothing the path is refused.
   */
  readonly mode: 'off' | 'prefer' | 'require';
  /** Whose status must be known: that of the leaf, or that of every certificate below the root. */
  readonly scope?: 'leaf' | 'chain' | undefined;
  /** Complete, delta and indirect CRLs in any order. */
  readonly crls?: readonly CertificateList[] | undefined;
  /** Responses that were fetched, in any order. */
  readonly ocspResponses?: readonly OCSPResponse[] | undefined;
  /** What the peer stapled for the leaf: `none` if it was asked and did not. Counts in every mode, `off` too. */
  readonly stapled?: OCSPResponse | 'none' | 'unreadable' | undefined;
  /** The nonce of the request that `ocspResponses` answer: they must repeat it (RFC 9654 §2.1). */
  readonly nonce?: Uint8Array | undefined;
}

/** What the evidence says about one certificate. */
export type CertificateStatus =
  | { readonly kind: 'good' }
  | { readonly kind: 'revoked'; readonly why: string }
  /** `why` tells for each piece of evidence why it could not be used. */
  | { readonly kind: 'unknown'; readonly why: readonly string[] };
