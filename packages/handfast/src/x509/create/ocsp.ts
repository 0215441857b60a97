/** OCSP requests and responses, made and signed (RFC 6960 §4). */

import { oid } from '../../asn1/object-names.ts';
import { type Awaitable, job, run, type Task } from '../../base/awaitable.ts';
import type { CryptoProvider } from '../../crypto/provider.ts';
import { encode } from '../../wire/codec.ts';
import type { Certificate } from '../certificate.ts';
import { extensionOf } from '../extensions/codec.ts';
import type { Extension } from '../extensions/extension.ts';
import type { CertID } from '../ocsp/cert-id.ts';
import { ocspRequest, tbsRequest } from '../ocsp/request.ts';
import type { CertStatus, OCSPResponseStatus, ResponderID } from '../ocsp/response.ts';
import { basicOCSPResponse, ocspResponse, responseData } from '../ocsp/response-codec.ts';
import { signatureSchemeOf } from '../signature-algorithm.ts';
import { wholeSeconds } from './certificate.ts';
import { type Signer, signerAlgorithm, usualAlgorithm } from './signed.ts';

/** An unsigned request in DER. A nonce (1 to 128 bytes, RFC 9654 §2.1) makes the answer fresh. */
export function createOcspRequest(certIDs: readonly CertID[], nonce?: Uint8Array): Uint8Array {
  const value = {
    version: 1 as const,
    requestList: certIDs.map((reqCert) => ({ reqCert })),
    requestExtensions: nonceExtensions(nonce),
  };
  return encode(ocspRequest, { tbsRequest: { value, der: encode(tbsRequest, value) } });
}

/** Everything that goes into a response, and who signs it. */
export interface OcspResponseOptions {
  readonly provider: CryptoProvider;
  readonly signer: Signer;
  /** The issuer, or the responder that the issuer has certified for OCSPSigning. */
  readonly responder: Certificate;
  /** Milliseconds since 1970. */
  readonly producedAt: number;
  readonly responses: readonly OcspAnswer[];
  /** That of the request, if it has one. */
  readonly nonce?: Uint8Array | undefined;
  /** Sent along so that the signature can be verified: the responder when it is a delegated one. */
  readonly certs?: readonly Certificate[] | undefined;
}

/** What to say about one certificate. */
export interface OcspAnswer {
  readonly certID: CertID;
  readonly certStatus: CertStatus;
  /** Milliseconds since 1970. */
  readonly thisUpdate: number;
  /** Milliseconds since 1970. */
  readonly nextUpdate?: number | undefined;
  readonly extensions?: readonly Extension[] | undefined;
}

/** A successful response in DER. */
export const createOcspResponse = (options: OcspResponseOptions): Awaitable<Uint8Array> => run(responseTask(options));

/** A response in DER that says why there is no answer. */
export const createOcspError = (responseStatus: Exclude<OCSPResponseStatus, 'successful'>): Uint8Array =>
  encode(ocspResponse, { responseStatus, responseBytes: undefined });

function* responseTask(options: OcspResponseOptions): Task<Uint8Array> {
  const { provider, signer, responder, certs = [], nonce } = options;
  const signatureAlgorithm = signerAlgorithm(signer);
  const data = {
    responderID: responderIDOf(provider, responder),
    producedAt: wholeSeconds(options.producedAt),
    responses: options.responses.map(singleResponse),
  };
  const extensions = nonceExtensions(nonce);
  const tbs = encode(responseData, { ...data, version: 1, responseExtensions: extensions });
  const algorithm = signer.signatureAlgorithm ?? usualAlgorithm(signer.key.info);
  const basic = encode(basicOCSPResponse, {
    ...data,
    tbs,
    extensions: extensions ?? [],
    signatureAlgorithm,
    signatureScheme: signatureSchemeOf(signatureAlgorithm),
    signature: yield* job(signer.key.sign(algorithm, tbs)),
    certs,
  });
  return encode(ocspResponse, {
    responseStatus: 'successful',
    responseBytes: { responseType: oid.ocspBasic, response: basic, basic: undefined },
  });
}

/** RFC 6960 §4.2.1: KeyHash is SHA-1, whatever the signature. */
const responderIDOf = (provider: CryptoProvider, { subjectPublicKeyInfo }: Certificate): ResponderID => ({
  kind: 'byKey',
  value: provider.hash('sha1').update(subjectPublicKeyInfo.subjectPublicKey).digest(),
});

const singleResponse = ({ certID, certStatus, thisUpdate, nextUpdate, extensions = [] }: OcspAnswer) => ({
  certID,
  certStatus: withWholeSeconds(certStatus),
  thisUpdate: wholeSeconds(thisUpdate),
  nextUpdate: nextUpdate === undefined ? undefined : wholeSeconds(nextUpdate),
  extensions,
});

function withWholeSeconds(status: CertStatus): CertStatus {
  if (status.kind !== 'revoked') return status;
  const { revocationTime, revocationReason } = status.value;
  return { kind: 'revoked', value: { revocationTime: wholeSeconds(revocationTime), revocationReason } };
}

const nonceExtensions = (nonce: Uint8Array | undefined): readonly Extension[] | undefined =>
  nonce ? [extensionOf('ocspNonce', nonce)] : undefined;
