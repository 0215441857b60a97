/** status_request: OCSP stapling. RFC 6066 §8; in TLS 1.3 the response travels beside its certificate, RFC 8446 §4.4.2.1 */

import { empty, named, opaque, rest, struct, uint8, vector } from '../codec.ts';
import { extension } from './extension.ts';

/** Kinds of status. RFC 6961 §4.3 */
export const statusTypes = { ocsp: 1, ocsp_multi: 2 } as const;

export const statusType = named(uint8, 'CertificateStatusType', (type) =>
  Object.entries(statusTypes)
    .find(([, id]) => id === type)
    ?.at(0)
    ?.toString(),
);

/** What the client asks for: responders it trusts, and extensions of the OCSP request, both as DER. */
export const CertificateStatusRequest = struct('CertificateStatusRequest', {
  statusType,
  responderIds: vector(2, opaque(2, { min: 1 })),
  requestExtensions: opaque(2),
});

/** One DER OCSPResponse. */
export const CertificateStatus = struct('CertificateStatus', { statusType, response: opaque(3, { min: 1 }) });

export const statusRequest = extension(5, 'status_request', {
  ClientHello: CertificateStatusRequest,
  ServerHello: empty,
  CertificateRequest: rest,
  Certificate: CertificateStatus,
});
