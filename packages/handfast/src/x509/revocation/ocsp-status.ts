/** What an OCSP response says about a certificate, if it may speak at all (RFC 6960 §3.2, §4.2.2). */

import type { Task } from '../../base/awaitable.ts';
import { equalBytes } from '../../base/bytes.ts';
import type { Certificate } from '../certificate.ts';
import { findExtension } from '../extensions/extension.ts';
import { type CertID, identifies } from '../ocsp/cert-id.ts';
import type { BasicOCSPResponse, OCSPResponse, SingleResponse } from '../ocsp/response.ts';
import type { PathIssuer } from '../path/anchors.ts';
import { brokenSignature, weakSignature } from '../path/checks/strength.ts';
import { showTime } from '../path/describe.ts';
import type { RevocationContext } from './context.ts';
import { responderFault } from './ocsp-responder.ts';
import type { CertificateStatus } from './request.ts';

/** `nonce`: what the response must repeat, if the request had one. */
export function* ocspStatus(
  context: RevocationContext,
  response: OCSPResponse,
  certificate: Certificate,
  issuer: PathIssuer,
  nonce?: Uint8Array,
): Task<CertificateStatus> {
  const basic = response.responseBytes?.basic;
  if (basic === undefined) return unknown(`the OCSP responder says ${response.responseStatus} and nothing more`);
  const single = newestAbout(context, basic, certificate, issuer);
  if (single === undefined) return unknown('the OCSP response is about other certificates');
  const isWeak = context.profile === 'legacy' ? brokenSignature : weakSignature;
  const fault =
    nonceFault(basic, nonce) ??
    datesFault(basic, single, context.time) ??
    criticalFault(basic, single) ??
    isWeak(basic.signatureScheme, basic.signatureAlgorithm.algorithm) ??
    (yield* responderFault(context, basic, issuer));
  if (fault !== undefined) return unknown(`the OCSP response ${fault}`);
  return statusOf(single);
}

const unknown = (why: string): CertificateStatus => ({ kind: 'unknown', why: [why] });

function statusOf({ certStatus }: SingleResponse): CertificateStatus {
  if (certStatus.kind === 'good') return { kind: 'good' };
  if (certStatus.kind === 'unknown') return unknown('the OCSP responder does not know the certificate');
  const { revocationTime, revocationReason = 'unspecified' } = certStatus.value;
  return {
    kind: 'revoked',
    why: `was revoked at ${showTime(revocationTime)} (${revocationReason}), says its OCSP responder`,
  };
}

/** §3.2, 1: the answer for this certificate; of several the newest. */
function newestAbout(
  { provider }: RevocationContext,
  { responses }: BasicOCSPResponse,
  certificate: Certificate,
  issuer: PathIssuer,
): SingleResponse | undefined {
  const about = responses.filter(({ certID }) => isAbout(certID, certificate, issuer, provider));
  return about.toSorted((left, right) => right.thisUpdate - left.thisUpdate)[0];
}

const isAbout = (
  certID: CertID,
  certificate: Certificate,
  issuer: PathIssuer,
  provider: RevocationContext['provider'],
): boolean => identifies(provider, certID, certificate, issuer);

/** §4.4.1 */
function nonceFault({ extensions }: BasicOCSPResponse, nonce: Uint8Array | undefined): string | undefined {
  if (nonce === undefined) return undefined;
  const repeated = findExtension(extensions, 'ocspNonce')?.value;
  if (repeated === undefined) return 'does not repeat the nonce of the request';
  return equalBytes(repeated, nonce) ? undefined : 'repeats the nonce of another request';
}

/** §3.2, 5 and 6. A responder's clock may be a little ahead; a response must say how long it holds (RFC 5019 §2.2.4). */
function datesFault(
  { producedAt }: BasicOCSPResponse,
  { thisUpdate, nextUpdate }: SingleResponse,
  time: number,
): string | undefined {
  const from = Math.max(producedAt, thisUpdate);
  if (from > time + clockDifference) return `is from the future: ${showTime(from)}`;
  if (nextUpdate === undefined) return 'does not say until when it holds';
  return time > nextUpdate ? `is outdated since ${showTime(nextUpdate)}` : undefined;
}

const clockDifference = 5 * 60 * 1000;

function criticalFault(basic: BasicOCSPResponse, single: SingleResponse): string | undefined {
  const unknownOne = [...basic.extensions, ...single.extensions].find(
    ({ critical, name }) => critical && name !== 'ocspNonce',
  );
  return unknownOne && `has a critical extension that is not understood: ${unknownOne.extnID}`;
}
