/** Where certificates say that their issuers, responders and CRLs are (RFC 5280 §4.2.1.13, §4.2.1.15, §4.2.2.1). */

import { oid } from '../asn1/object-names.ts';
import type { Certificate } from '../x509/certificate.ts';
import { findExtension } from '../x509/extensions/extension.ts';
import type { GeneralName } from '../x509/general-name.ts';

export const issuerUrls = (certificate: Certificate): readonly string[] => accessUrls(certificate, oid.caIssuers);

export const ocspUrls = (certificate: Certificate): readonly string[] => accessUrls(certificate, oid.ocsp);

/** For each CRL, delta CRLs included, the places of which any will do. */
export function crlUrls({ extensions }: Certificate): readonly (readonly string[])[] {
  const points = findExtension(extensions, 'cRLDistributionPoints')?.value ?? [];
  const deltas = findExtension(extensions, 'freshestCRL')?.value ?? [];
  const places = [...points, ...deltas].map(({ distributionPoint: point }) =>
    point?.kind === 'fullName' ? httpUrls(point.value) : [],
  );
  return places.filter((urls) => urls.length > 0);
}

function accessUrls({ extensions }: Certificate, method: string): readonly string[] {
  const descriptions = findExtension(extensions, 'authorityInfoAccess')?.value ?? [];
  return httpUrls(descriptions.filter(({ accessMethod }) => accessMethod === method).map((one) => one.accessLocation));
}

/** Others, such as ldap: and https:, are not fetched. */
function httpUrls(names: readonly GeneralName[]): readonly string[] {
  return names.flatMap((name) =>
    name.kind === 'uniformResourceIdentifier' && /^http:/i.test(name.value) ? [name.value] : [],
  );
}
