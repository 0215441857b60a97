/** Where OpenSSL decides otherwise about revocation, and why. */

import { type CertificateList, type DistributionPoint, nameText } from 'handfast/x509';
import {
  certificatesOf,
  crlsOf,
  type Difference,
  type Disagreement,
  theyAccept,
  theyRefuse,
  valueOf,
} from './disagreement.ts';

/** Each is explained in docs/x509-differences.md. */
export const crlDifferences: readonly Difference[] = [
  theyRefuse('openssl', 'openssl-issuer-as-distribution-point', /44 different CRL scope/, (disagreement) =>
    crlsOf(disagreement).some((crl) => pointOf(crl)?.kind === 'fullName' && isNamedAfterIssuer(crl)),
  ),
  theyRefuse('openssl', 'openssl-limited-distribution-points', /^(?:3|44) /, (disagreement) =>
    pointsOf(disagreement).some(({ reasons, cRLIssuer }) => reasons !== undefined || cRLIssuer !== undefined),
  ),
  theyRefuse('openssl', 'openssl-one-crl', /^(?:8|12|35) /, severalCrls),
  theyAccept('openssl', 'openssl-one-crl', /^certificate_revoked/, severalCrls),
  theyAccept('openssl', 'openssl-nameless-distribution-point', /^revocation_unknown/, hasNamelessPoint),
  theyRefuse('openssl', 'openssl-nameless-distribution-point', /^(?:23|44) /, hasNamelessPoint),
  theyAccept('openssl', 'openssl-crl-issuer-status', /is not signed with a key that may sign it/, ({ question }) => {
    return question.intermediates.length > 2;
  }),
];

const pointsOf = (disagreement: Disagreement): readonly DistributionPoint[] =>
  certificatesOf(disagreement).flatMap((certificate) => valueOf(certificate, 'cRLDistributionPoints') ?? []);

const pointOf = (crl: CertificateList) => valueOf(crl, 'issuingDistributionPoint')?.distributionPoint;

/** The certificate names who issues the CRL and not where it is; the CRL says where it is. */
function hasNamelessPoint(disagreement: Disagreement): boolean {
  const nameless = pointsOf(disagreement).some(({ distributionPoint }) => distributionPoint === undefined);
  return nameless && crlsOf(disagreement).some((crl) => pointOf(crl) !== undefined);
}

/** The root's list, which is about others, does not count. */
function severalCrls(disagreement: Disagreement): boolean {
  return crlsOf(disagreement).length > 2;
}

function isNamedAfterIssuer(crl: CertificateList): boolean {
  const point = pointOf(crl);
  if (point?.kind !== 'fullName') return false;
  return point.value.some((name) => name.kind === 'directoryName' && nameText(name.value) === nameText(crl.issuer));
}
