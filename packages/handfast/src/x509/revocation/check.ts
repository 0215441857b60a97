/** Revocation along a path: RFC 5280 §6.1.3 (a)(3) for every certificate whose status is asked for. */

import type { Task } from '../../base/awaitable.ts';
import type { Certificate } from '../certificate.ts';
import { issuerOf, type PathIssuer, type TrustAnchor } from '../path/anchors.ts';
import type { Fault } from '../path/checks/check.ts';
import type { RevocationContext } from './context.ts';
import { crlStatus } from './crl-status.ts';
import { ocspStatus } from './ocsp-status.ts';
import type { CertificateStatus } from './request.ts';
import { stapledStatus } from './stapling.ts';

/** The first certificate that may not be used, from the leaf up, and why. `path` goes from the leaf up. */
export function* revocationFault(
  context: RevocationContext,
  path: readonly Certificate[],
  anchor: TrustAnchor,
): Task<{ readonly place: number; readonly fault: Fault } | undefined> {
  for (const [place, certificate] of path.entries()) {
    const above = path[place + 1];
    const issuer = above === undefined ? anchor : issuerOf(above);
    const fault = yield* statusFault(context, certificate, issuer, place === 0);
    if (fault !== undefined) return { place, fault };
  }
  return undefined;
}

function* statusFault(
  context: RevocationContext,
  certificate: Certificate,
  issuer: PathIssuer,
  isLeaf: boolean,
): Task<Fault | undefined> {
  const { mode, scope = 'chain' } = context.evidence;
  const staple = isLeaf ? yield* stapledStatus(context, certificate, issuer) : 'none';
  if (typeof staple === 'object') return staple;
  if (mode === 'off' || (!isLeaf && scope === 'leaf')) return undefined;
  const status = yield* knownStatus(context, certificate, issuer);
  if (status.kind === 'revoked')
    return { code: 'certificate_revoked', rule: 'RFC 5280 §6.1.3 (a)(3)', why: status.why };
  if (status.kind === 'good' || staple === 'good' || mode === 'prefer') return undefined;
  const why = status.why.length === 0 ? 'there is neither a CRL nor an OCSP response about it' : status.why.join('; ');
  return { code: 'revocation_unknown', rule: 'RFC 5280 §6.3.3', why: `may have been revoked: ${why}` };
}

/** All the evidence: one piece that revokes outweighs any that does not. */
function* knownStatus(
  context: RevocationContext,
  certificate: Certificate,
  issuer: PathIssuer,
): Task<CertificateStatus> {
  const statuses = [yield* crlStatus(context, certificate, issuer)];
  const { ocspResponses = [], nonce } = context.evidence;
  for (const response of ocspResponses) statuses.push(yield* ocspStatus(context, response, certificate, issuer, nonce));
  return (
    statuses.find(({ kind }) => kind === 'revoked') ??
    statuses.find(({ kind }) => kind === 'good') ?? {
      kind: 'unknown',
      why: statuses.flatMap((status) => (status.kind === 'unknown' ? status.why : [])),
    }
  );
}
