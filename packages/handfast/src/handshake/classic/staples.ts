/** What a server shows beside its certificates up to TLS 1.2: OCSP responses, and timestamps of logs. RFC 6066 §8, RFC 6961, RFC 6962 §3.3 */

import { statusTypes } from '../../wire/extensions/status-request.ts';
import type { Extensions } from '../../wire/extensions/table.ts';
import type { CertificateStatusClassic } from '../../wire/messages/certificate-status.ts';
import type { Staples } from '../proofs.ts';
import type { Credential } from '../settings.ts';
import type { Presence } from './server-flight.ts';

/** What a server answers: in ServerHello, and in CertificateStatus if that follows its certificates. */
export interface ShownStaples {
  readonly answers: Extensions<'ServerHello'>;
  readonly status: CertificateStatusClassic | undefined;
}

/** What a credential has in answer to a ClientHello. */
export function staplesFor(credential: Credential | undefined, asked: Extensions<'ClientHello'>): ShownStaples {
  const { ocspResponse, timestamps = [] } = credential ?? {};
  const shown = asked.signed_certificate_timestamp !== undefined && timestamps.length > 0;
  const { answer, statusType } = statusAnswer(asked);
  return {
    answers: {
      ...(shown && { signed_certificate_timestamp: timestamps }),
      ...(ocspResponse !== undefined && answer),
    },
    status: ocspResponse && (statusType === undefined ? undefined : { statusType, responses: [ocspResponse] }),
  };
}

/** The newer question is answered only where the older one was not asked: our answer would be the same. */
function statusAnswer({ status_request, status_request_v2 = [] }: Extensions<'ClientHello'>): {
  readonly answer: Extensions<'ServerHello'>;
  readonly statusType: number | undefined;
} {
  const { ocsp, ocsp_multi } = statusTypes;
  if (status_request?.statusType === ocsp) return { answer: { status_request: {} }, statusType: ocsp };
  const statusType = [ocsp, ocsp_multi].find((type) => status_request_v2.some((item) => item.statusType === type));
  return { answer: statusType === undefined ? {} : { status_request_v2: {} }, statusType };
}

/** Whether CertificateStatus may come: a server that said so may still have none. RFC 6066 §8 */
export const statusPresence = ({ status_request, status_request_v2 }: Extensions<'ServerHello'>): Presence =>
  status_request === undefined && status_request_v2 === undefined ? 'never' : 'sometimes';

/** What came, and whether an answer was due. */
export function staplesIn(
  { signed_certificate_timestamp: timestamps = [] }: Extensions<'ServerHello'>,
  status: CertificateStatusClassic | undefined,
  asked: boolean,
): Staples {
  const [leaf, ...issuers] = status?.responses ?? [];
  const some = leaf !== undefined && leaf.length > 0;
  return {
    ocspResponse: some ? leaf : asked ? 'none' : undefined,
    issuerResponses: issuers.filter(({ length }) => length > 0),
    timestamps,
  };
}
