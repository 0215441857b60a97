/** What travels beside a certificate: its OCSP response, and timestamps of logs. RFC 8446 §4.4.2.1 */

import type { Extensions } from '../../wire/extensions/table.ts';
import type { Certificate13 } from '../../wire/messages/certificate13.ts';
import type { Staples } from '../proofs.ts';
import type { Credential } from '../settings.ts';

/** Questions that a ClientHello or a CertificateRequest may hold. */
export type AskedBeside = Pick<
  Extensions<'ClientHello'> & Extensions<'CertificateRequest'>,
  'signed_certificate_timestamp'
> & {
  readonly status_request?: unknown;
  readonly compress_certificate?: readonly number[];
};

/** What a credential has in answer to these questions, for the entry of the certificate at this place in its chain. */
export function staplesFor(
  { ocspResponse, issuerOcspResponses = [], timestamps = [], delegated }: Credential,
  place: number,
  { status_request, signed_certificate_timestamp }: AskedBeside,
): Extensions<'Certificate'> {
  const response = place === 0 ? ocspResponse : issuerOcspResponses[place - 1];
  return {
    ...(status_request !== undefined && response !== undefined && { status_request: { statusType: 1, response } }),
    ...(signed_certificate_timestamp !== undefined &&
      place === 0 &&
      timestamps.length > 0 && { signed_certificate_timestamp: timestamps }),
    ...(delegated !== undefined && place === 0 && { delegated_credential: delegated }),
  };
}

/** What came beside the chain, and whether an answer was due. A status that is not OCSP is none. */
export function staplesIn({ certificateList }: Certificate13, asked: AskedBeside | undefined): Staples {
  const responses = certificateList.map(({ extensions: { status_request: status } }) =>
    status?.statusType === 1 ? status.response : undefined,
  );
  const [leaf, ...issuers] = responses;
  return {
    ocspResponse: leaf ?? (asked?.status_request === undefined ? undefined : 'none'),
    issuerResponses: issuers.filter((response) => response !== undefined),
    timestamps: certificateList[0]?.extensions.signed_certificate_timestamp ?? [],
  };
}
