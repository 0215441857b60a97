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

/** What a credential has in answer to these questions, for the entry of its leaf. */
export function staplesFor(
  { ocspResponse, timestamps = [] }: Credential,
  { status_request, signed_certificate_timestamp }: AskedBeside,
): Extensions<'Certificate'> {
  return {
    ...(status_request !== undefined &&
      ocspResponse !== undefined && { status_request: { statusType: 1, response: ocspResponse } }),
    ...(signed_certificate_timestamp !== undefined &&
      timestamps.length > 0 && { signed_certificate_timestamp: timestamps }),
  };
}

/** What came beside the leaf, and whether an answer was due. A status that is not OCSP is none. */
export function staplesIn({ certificateList }: Certificate13, asked: AskedBeside | undefined): Staples {
  const { status_request, signed_certificate_timestamp = [] } = certificateList[0]?.extensions ?? {};
  const nothing = asked?.status_request === undefined ? undefined : 'none';
  return {
    ocspResponse: status_request?.statusType === 1 ? status_request.response : nothing,
    timestamps: signed_certificate_timestamp,
  };
}
