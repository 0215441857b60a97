/** Stapled OCSP responses, and certificates that promise one (RFC 6066 §8, RFC 7633). */

import type { Task } from '../../base/awaitable.ts';
import type { Certificate } from '../certificate.ts';
import { findExtension } from '../extensions/extension.ts';
import type { PathIssuer } from '../path/anchors.ts';
import type { Fault } from '../path/checks/check.ts';
import type { RevocationContext } from './context.ts';
import { ocspStatus } from './ocsp-status.ts';

/** What the stapled response proves: the certificate is good, a fault, or nothing since there is no response. */
export function* stapledStatus(
  context: RevocationContext,
  leaf: Certificate,
  issuer: PathIssuer,
): Task<'good' | 'none' | Fault> {
  const { stapled } = context.evidence;
  if (stapled === undefined) return 'none';
  if (stapled === 'none') return promisesStaple(leaf) ? missing : 'none';
  if (stapled === 'unreadable') return unsatisfactory('came with a staple that no one can read');
  const status = yield* ocspStatus(context, stapled, leaf, issuer);
  if (status.kind === 'good') return 'good';
  if (status.kind === 'revoked') return { code: 'certificate_revoked', rule: 'RFC 6960 §2.2', why: status.why };
  return unsatisfactory(`came with a staple that proves nothing: ${status.why.join('; ')}`);
}

/** A response that is not satisfactory ends the handshake, whatever else is known. */
const unsatisfactory = (why: string): Fault => ({ code: 'bad_stapled_response', rule: 'RFC 6066 §8', why });

/** status_request (5) and status_request_v2 (17). */
const promisesStaple = ({ extensions }: Certificate): boolean =>
  findExtension(extensions, 'tlsFeature')?.value.some((feature) => feature === 5 || feature === 17) === true;

const missing: Fault = {
  code: 'missing_stapled_response',
  rule: 'RFC 7633 §4.3.3',
  why: 'promises a stapled OCSP response (must-staple), and none came',
};
