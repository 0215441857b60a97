/** Which certificates and reasons a CRL speaks about (RFC 5280 §6.3.3 (b), (d)). */

import type { Certificate } from '../certificate.ts';
import type { CertificateList } from '../crl.ts';
import { findExtension } from '../extensions/extension.ts';
import type { DistributionPoint, IssuingDistributionPoint, ReasonFlag } from '../extensions/types.ts';
import { isAuthority } from '../path/checks/rfc5280-rules.ts';
import { equalNames } from '../path/name-key.ts';
import { distributionPointKeys, generalNameKey } from './general-name-key.ts';

/** Every reason that a CRL can be limited to. RFC 5280 §6.3.2 (a) */
export const allReasons: readonly ReasonFlag[] = [
  'keyCompromise',
  'cACompromise',
  'affiliationChanged',
  'superseded',
  'cessationOfOperation',
  'certificateHold',
  'privilegeWithdrawn',
  'aACompromise',
];

/**
 * The reasons for which a CRL is complete about a certificate; empty when the certificate is not in its scope.
 * A certificate without distribution points is looked for on the CRLs of its issuer.
 */
export function reasonsCovered(crl: CertificateList, certificate: Certificate): ReadonlySet<ReasonFlag> {
  const named = findExtension(certificate.extensions, 'cRLDistributionPoints')?.value ?? [];
  // The last one stands for the CRLs that no distribution point names: §6.3.3, last paragraph but one.
  const points: readonly DistributionPoint[] = [...named, issuersOwn(certificate)];
  const issuing = findExtension(crl.extensions, 'issuingDistributionPoint')?.value;
  return new Set(
    points.filter((point) => covers(crl, issuing, point, certificate)).flatMap((point) => reasonsOf(point, issuing)),
  );
}

/** Whether two CRLs have the same scope, as a delta and its base must. RFC 5280 §6.3.3 (c) */
export function sameScope(left: CertificateList, right: CertificateList): boolean {
  return scopeKey(left) === scopeKey(right);
}

/** The issuer and the issuing distribution point, as text. */
export function scopeKey({ issuer, extensions }: CertificateList): string {
  const issuing = findExtension(extensions, 'issuingDistributionPoint')?.value;
  const own = generalNameKey({ kind: 'directoryName', value: issuer });
  if (issuing === undefined) return own;
  const { distributionPoint, onlySomeReasons, ...flags } = issuing;
  const points = distributionPoint === undefined ? [] : distributionPointKeys(distributionPoint, issuer).toSorted();
  return JSON.stringify([own, points, onlySomeReasons?.toSorted(), Object.entries(flags).sort()]);
}

function issuersOwn({ issuer }: Certificate): DistributionPoint {
  return { distributionPoint: { kind: 'fullName', value: [{ kind: 'directoryName', value: issuer }] } };
}

/** (b)(1), (b)(2) */
function covers(
  crl: CertificateList,
  issuing: IssuingDistributionPoint | undefined,
  point: DistributionPoint,
  certificate: Certificate,
): boolean {
  if (!isIssuedFor(crl, issuing, point, certificate)) return false;
  if (issuing === undefined) return true;
  if (!namesMeet(crl, issuing, point, certificate)) return false;
  if (issuing.onlyContainsAttributeCerts) return false;
  return isAuthority(certificate.extensions) ? !issuing.onlyContainsUserCerts : !issuing.onlyContainsCACerts;
}

/** (b)(1): the point names another issuer, whose CRL must then be indirect; or the certificate's issuer is meant. */
function isIssuedFor(
  crl: CertificateList,
  issuing: IssuingDistributionPoint | undefined,
  { cRLIssuer }: DistributionPoint,
  certificate: Certificate,
): boolean {
  if (cRLIssuer === undefined) return equalNames(crl.issuer, certificate.issuer);
  const isNamed = cRLIssuer.some((name) => name.kind === 'directoryName' && equalNames(name.value, crl.issuer));
  return isNamed && issuing?.indirectCRL === true;
}

/** (b)(2)(i): the CRL's point is one of the certificate's. */
function namesMeet(
  crl: CertificateList,
  issuing: IssuingDistributionPoint,
  point: DistributionPoint,
  certificate: Certificate,
): boolean {
  const { distributionPoint } = issuing;
  if (distributionPoint === undefined) return true;
  const offered = remembered(issuing, () => distributionPointKeys(distributionPoint, crl.issuer));
  for (const key of remembered(point, () => wantedKeys(point, certificate))) if (offered.has(key)) return true;
  return false;
}

function wantedKeys(
  { distributionPoint, cRLIssuer = [] }: DistributionPoint,
  { issuer }: Certificate,
): readonly string[] {
  if (distributionPoint === undefined) return cRLIssuer.map(generalNameKey);
  const relativeTo = cRLIssuer.find(({ kind }) => kind === 'directoryName');
  return distributionPointKeys(distributionPoint, relativeTo?.kind === 'directoryName' ? relativeTo.value : issuer);
}

/** Thousands of points on either side must not cost millions of keys. A point belongs to one certificate or CRL. */
function remembered(point: object, keysOf: () => readonly string[]): ReadonlySet<string> {
  let keys = keySets.get(point);
  if (keys === undefined) keySets.set(point, (keys = new Set(keysOf())));
  return keys;
}

const keySets = new WeakMap<object, ReadonlySet<string>>();

/** (d) */
function reasonsOf(
  { reasons }: DistributionPoint,
  issuing: IssuingDistributionPoint | undefined,
): readonly ReasonFlag[] {
  const some = issuing?.onlySomeReasons ?? allReasons;
  return allReasons.filter((reason) => some.includes(reason) && (reasons ?? allReasons).includes(reason));
}
