/** status_request_v2: OCSP responses for the whole chain, before TLS 1.3. RFC 6961 §2.2 */

import { empty, opaque, struct, vector } from '../codec.ts';
import { extension } from './extension.ts';
import { statusType } from './status-request.ts';

/** One kind of status; for `ocsp` and `ocsp_multi` the request is an `OCSPStatusRequest`. */
const CertificateStatusRequestItemV2 = struct('CertificateStatusRequestItemV2', { statusType, request: opaque(2) });

export const statusRequestV2 = extension(17, 'status_request_v2', {
  ClientHello: vector(2, CertificateStatusRequestItemV2, { min: 1 }),
  ServerHello: empty,
});
