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
  const { ocspResponse, issuerOcspResponses = [], timestamps = [] } = credential ?? {};
  const shown = asked.signed_certificate_timestamp !== undefined && timestamps.length > 0;
  const several = issuerOcspResponses.some((one) => one !== undefined);
  const { answer, statusType } = statusAnswer(asked, several);
  const issuers = statusType === statusTypes.ocsp_multi ? issuerOcspResponses : [];
  const responses = ocspResponse ? [ocspResponse, ...issuers.map((one) => one ?? new Uint8Array(0))] : [];
  return {
    answers: {
      ...(shown && { signed_certificate_timestamp: timestamps }),
      ...(ocspResponse !== undefined && answer),
    },
    status: ocspResponse && (statusType === undefined ? undefined : { statusType, responses }),
  };
}

/** The newer question is answered where we have more to say, or the older one was not asked. */
function statusAnswer(
  { status_request, status_request_v2 = [] }: Extensions<'ClientHello'>,
  several: boolean,
): { readonly answer: Extensions<'ServerHello'>; readonly statusType: number | undefined } {
  const { ocsp, ocsp_multi } = statusTypes;
  const asksFor = (type: number): boolean => status_request_v2.some((item) => item.statusType === type);
  if (several && asksFor(ocsp_multi)) return { answer: { status_request_v2: {} }, statusType: ocsp_multi };
  if (status_request?.statusType === ocsp) return { answer: { status_request: {} }, statusType: ocsp };
  const statusType = [ocsp, ocsp_multi].find(asksFor);
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
