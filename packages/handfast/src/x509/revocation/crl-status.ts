/** What CRLs say about a certificate: complete, delta and indirect ones, each for its reasons (RFC 5280 §6.3.3). */

import type { Task } from '../../base/awaitable.ts';
import { equalBytes, toHex } from '../../base/bytes.ts';
import type { Certificate } from '../certificate.ts';
import type { CertificateList, RevokedCertificate } from '../crl.ts';
import { findExtension } from '../extensions/extension.ts';
import type { ReasonFlag } from '../extensions/types.ts';
import type { PathIssuer } from '../path/anchors.ts';
import { showName, showTime } from '../path/describe.ts';
import type { RevocationContext } from './context.ts';
import { findEntry, reasonOf } from './crl-entries.ts';
import { crlFault } from './crl-rules.ts';
import { allReasons, reasonsCovered, sameScope, scopeKey } from './crl-scope.ts';
import { crlSignatureFault } from './crl-signature.ts';
import type { CertificateStatus } from './request.ts';

/** The status by the CRLs at hand. Every CRL in whose scope the certificate is counts: one that revokes is enough. */
export function* crlStatus(
  context: RevocationContext,
  certificate: Certificate,
  issuer: PathIssuer,
): Task<CertificateStatus> {
  const relevant = newestFirst(context.evidence.crls ?? []).filter((crl) => reasonsCovered(crl, certificate).size > 0);
  const covered = new Set<ReasonFlag>();
  const unusable: string[] = [];
  const seen = new Set<string>();
  for (const crl of relevant) {
    // Of several CRLs with one scope the newest speaks: an older one would bring back a hold that was lifted.
    if (isDelta(crl) || seen.has(seriesKey(crl))) continue;
    const fault = yield* faultOf(context, crl, issuer);
    if (fault !== undefined) {
      unusable.push(`the CRL of ${showName(crl.issuer)} ${fault}`);
      continue;
    }
    seen.add(seriesKey(crl));
    const entry = yield* entryFor(context, crl, relevant.filter(isDelta), certificate, issuer);
    if (entry !== undefined) return { kind: 'revoked', why: describeEntry(entry, crl) };
    for (const reason of reasonsCovered(crl, certificate)) covered.add(reason);
  }
  if (covered.size === allReasons.length) return { kind: 'good' };
  if (covered.size > 0) unusable.push(`CRLs speak of some reasons only: ${[...covered].join(', ')}`);
  return { kind: 'unknown', why: unusable };
}

function newestFirst(crls: readonly CertificateList[]): readonly CertificateList[] {
  return crls.toSorted((left, right) => right.thisUpdate - left.thisUpdate);
}

/** A CA that has changed its key may go on with a list for each: neither replaces the other, whatever their scopes say. */
function seriesKey(crl: CertificateList): string {
  const key = findExtension(crl.extensions, 'authorityKeyIdentifier')?.value.keyIdentifier;
  return `${key === undefined ? '' : toHex(key)} ${scopeKey(crl)}`;
}

const isDelta = ({ extensions }: CertificateList): boolean =>
  findExtension(extensions, 'deltaCRLIndicator') !== undefined;

function* faultOf(context: RevocationContext, crl: CertificateList, issuer: PathIssuer): Task<string | undefined> {
  return crlFault(crl, context.profile, context.time) ?? (yield* crlSignatureFault(context, crl, issuer));
}

/** (c), (h) to (k): the entry that is in force, with the newest delta that fits the complete CRL. */
function* entryFor(
  context: RevocationContext,
  complete: CertificateList,
  deltas: readonly CertificateList[],
  certificate: Certificate,
  issuer: PathIssuer,
): Task<RevokedCertificate | undefined> {
  for (const delta of deltas) {
    if (!fits(delta, complete) || (yield* faultOf(context, delta, issuer)) !== undefined) continue;
    const changed = findEntry(delta, certificate);
    if (changed === undefined) break;
    return reasonOf(changed) === 'removeFromCRL' ? undefined : changed;
  }
  return findEntry(complete, certificate);
}

/** §5.2.4: same issuer, scope and key; the complete CRL is neither older than the base nor newer than the delta. */
function fits(delta: CertificateList, complete: CertificateList): boolean {
  const base = findExtension(delta.extensions, 'deltaCRLIndicator')?.value;
  const [own, other] = [delta, complete].map(({ extensions }) => findExtension(extensions, 'cRLNumber')?.value);
  if (base === undefined || own === undefined || other === undefined || !sameScope(delta, complete)) return false;
  return sameKey(delta, complete) && compareIntegers(other, base) >= 0 && compareIntegers(other, own) < 0;
}

function sameKey(delta: CertificateList, complete: CertificateList): boolean {
  const [left, right] = [delta, complete].map(
    ({ extensions }) => findExtension(extensions, 'authorityKeyIdentifier')?.value.keyIdentifier,
  );
  return left === undefined || right === undefined || equalBytes(left, right);
}

/** Big-endian and not negative, of any length: leading zeros do not count. */
function compareIntegers(left: Uint8Array, right: Uint8Array): number {
  const [a, b] = [left, right].map((bytes) =>
    bytes.subarray(
      Math.max(
        0,
        bytes.findIndex((byte) => byte !== 0),
      ),
    ),
  ) as [Uint8Array, Uint8Array];
  if (a.length !== b.length) return a.length - b.length;
  const at = a.findIndex((byte, i) => byte !== b[i]);
  return at < 0 ? 0 : (a[at] as number) - (b[at] as number);
}

const describeEntry = (entry: RevokedCertificate, crl: CertificateList): string =>
  `was revoked at ${showTime(entry.revocationDate)} (${reasonOf(entry)}), says the CRL of ${showName(crl.issuer)}`;
