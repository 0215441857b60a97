/** An OCSP responder without a network: a request in, a response out (RFC 6960 §2). */

import { ProtocolError } from 'handfast';
import { nodeProvider } from 'handfast/providers/node';
import {
  type CertID,
  type Certificate,
  type CertStatus,
  createOcspError,
  createOcspResponse,
  findExtension,
  identifies,
  type OCSPRequest,
  parseOcspRequest,
  type Signer,
} from 'handfast/x509';
import type { Index } from './index-file.ts';

export interface Responder {
  /** The CA whose certificates it answers for. */
  readonly issuer: Certificate;
  /** Who signs: the CA, or a delegate. */
  readonly responder: Certificate;
  readonly signer: Signer;
  /** How long answers hold, in milliseconds. */
  readonly lifetime: number;
}

/** What somebody asked, for the log. */
export interface Answer {
  readonly response: Uint8Array;
  readonly asked: readonly { readonly serialNumber: string; readonly status: string }[];
}

/** Never throws for what the request holds. `now` is in milliseconds since 1970. */
export async function answer(
  { issuer, responder, signer, lifetime }: Responder,
  index: Index,
  der: Uint8Array,
  now: number,
): Promise<Answer> {
  const request = parsed(der);
  if (request === undefined) return { response: createOcspError('malformedRequest'), asked: [] };
  const { requestList, requestExtensions = [] } = request.tbsRequest.value;
  const certIDs = requestList.map(({ reqCert }) => reqCert);
  if (certIDs.length === 0 || certIDs.length > mostQuestions || !certIDs.every((id) => isAbout(id, issuer))) {
    // RFC 5019 §2.2.3: nobody else's certificates are any business of ours.
    return { response: createOcspError('unauthorized'), asked: [] };
  }
  const responses = certIDs.map((certID) => ({
    certID,
    certStatus: statusOf(index, certID),
    thisUpdate: now,
    nextUpdate: now + lifetime,
  }));
  const response = await createOcspResponse({
    provider: nodeProvider,
    signer,
    responder,
    producedAt: now,
    responses,
    nonce: findExtension(requestExtensions, 'ocspNonce')?.value,
    certs: responder === issuer ? undefined : [responder],
  });
  const asked = responses.map(({ certID, certStatus }) => ({
    serialNumber: hex(certID.serialNumber),
    status: certStatus.kind,
  }));
  return { response, asked };
}

function parsed(der: Uint8Array): OCSPRequest | undefined {
  try {
    return parseOcspRequest(der);
  } catch (error) {
    if (error instanceof ProtocolError) return undefined;
    throw error;
  }
}

/** Whether the issuer that is meant is this one. */
function isAbout(certID: CertID, issuer: Certificate): boolean {
  const { serialNumber } = certID;
  return identifies(nodeProvider, certID, { ...issuer, serialNumber }, issuer);
}

/** RFC 6960 §2.2: what the CA never issued is unknown, not good. */
function statusOf({ issued }: Index, { serialNumber }: CertID): CertStatus {
  const row = issued.find((one) => one.serialNumber === hex(serialNumber));
  if (row === undefined) return { kind: 'unknown', value: null };
  if (row.revoked === undefined) return { kind: 'good', value: null };
  const { since, reason } = row.revoked;
  return { kind: 'revoked', value: { revocationTime: Date.parse(since), revocationReason: reason } };
}

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

const mostQuestions = 100;
