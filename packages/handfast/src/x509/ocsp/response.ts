/** An OCSP response: what a responder says about certificates (RFC 6960 §4.2). */

import type { ObjectIdentifier } from '../../asn1/object-identifier.ts';
import { parseDer } from '../../asn1/parse.ts';
import type { SignatureAlgorithm } from '../../crypto/algorithms.ts';
import { type Annotation, annotate } from '../../wire/annotate.ts';
import type { AlgorithmIdentifier } from '../algorithm-identifier.ts';
import type { Certificate } from '../certificate.ts';
import type { Extension } from '../extensions/extension.ts';
import type { CRLReason } from '../extensions/types.ts';
import type { Name } from '../name.ts';
import type { CertID } from './cert-id.ts';
import { ocspResponse } from './response-codec.ts';

/** A well-formed response. Nothing in it has been verified. */
export interface OCSPResponse {
  readonly responseStatus: OCSPResponseStatus;
  /** There when the status is `successful`. */
  readonly responseBytes: ResponseBytes | undefined;
}

/** Whether the responder answers, and if not, why. RFC 6960 §4.2.1 */
export type OCSPResponseStatus =
  | 'successful'
  | 'malformedRequest'
  | 'internalError'
  | 'tryLater'
  | 'sigRequired'
  | 'unauthorized';

/** The answer in its wrapping. */
export interface ResponseBytes {
  readonly responseType: ObjectIdentifier;
  /** The bytes of the response, whatever its type. */
  readonly response: Uint8Array;
  /** What they mean, if they are a basic response; others are not known to exist. */
  readonly basic: BasicOCSPResponse | undefined;
}

/** Answers about any number of certificates, signed. */
export interface BasicOCSPResponse {
  /** The ResponseData element: what is signed. */
  readonly tbs: Uint8Array;
  readonly responderID: ResponderID;
  /** Milliseconds since 1970. */
  readonly producedAt: number;
  readonly responses: readonly SingleResponse[];
  readonly extensions: readonly Extension[];
  readonly signatureAlgorithm: AlgorithmIdentifier;
  /** What `signatureAlgorithm` means; `undefined` when it is not one of ours. */
  readonly signatureScheme: SignatureAlgorithm | undefined;
  readonly signature: Uint8Array;
  /** Certificates that help to verify the signature: that of a delegated responder. */
  readonly certs: readonly Certificate[];
}

/** Who signed. */
export type ResponderID =
  | { readonly kind: 'byName'; readonly value: Name }
  /** SHA-1 of the bits of the responder's public key. */
  | { readonly kind: 'byKey'; readonly value: Uint8Array };

/** The answer about one certificate. */
export interface SingleResponse {
  readonly certID: CertID;
  readonly certStatus: CertStatus;
  /** Milliseconds since 1970. */
  readonly thisUpdate: number;
  /** Milliseconds since 1970; when absent, newer information is available all the time. */
  readonly nextUpdate: number | undefined;
  readonly extensions: readonly Extension[];
}

/** `good` says no more than that it is not revoked. RFC 6960 §2.2 */
export type CertStatus =
  | { readonly kind: 'good'; readonly value: null }
  | { readonly kind: 'revoked'; readonly value: RevokedInfo }
  | { readonly kind: 'unknown'; readonly value: null };

/** Since when, and why. */
export interface RevokedInfo {
  /** Milliseconds since 1970. */
  readonly revocationTime: number;
  readonly revocationReason?: CRLReason | undefined;
}

/** Parses one response in DER. Throws `malformed_ocsp`. */
export const parseOcspResponse = (der: Uint8Array): OCSPResponse => parseDer(ocspResponse, der, 'malformed_ocsp');

/** Says what every byte of a response is; never throws for what the bytes hold. */
export const annotateOcspResponse = (der: Uint8Array): Annotation<OCSPResponse> => annotate(ocspResponse, der);
