/** An OCSP request: the question whether certificates are revoked (RFC 6960 §4.1). */

import { bitStringOfBytes } from '../../asn1/bit-string.ts';
import { type Captured, captured } from '../../asn1/capture.ts';
import type { DerType } from '../../asn1/element.ts';
import { namedInteger } from '../../asn1/integer.ts';
import { many, sequenceOf } from '../../asn1/list.ts';
import { parseDer } from '../../asn1/parse.ts';
import { defaultTo, optional, sequence } from '../../asn1/sequence.ts';
import { explicit } from '../../asn1/tagging.ts';
import { type Annotation, annotate } from '../../wire/annotate.ts';
import { type AlgorithmIdentifier, algorithmIdentifier } from '../algorithm-identifier.ts';
import type { Certificate } from '../certificate.ts';
import { certificate } from '../certificate-codec.ts';
import { extensions } from '../extensions/codec.ts';
import type { Extension } from '../extensions/extension.ts';
import { type GeneralName, generalName } from '../general-name.ts';
import { type CertID, certID } from './cert-id.ts';

/** A well-formed request. Nothing in it has been verified. */
export interface OCSPRequest {
  readonly tbsRequest: Captured<TBSRequest>;
  readonly optionalSignature?: RequestSignature | undefined;
}

/** What a requestor may sign. */
export interface TBSRequest {
  readonly version: 1;
  readonly requestorName?: GeneralName | undefined;
  readonly requestList: readonly Request[];
  readonly requestExtensions?: readonly Extension[] | undefined;
}

/** The question about one certificate. */
export interface Request {
  readonly reqCert: CertID;
  readonly singleRequestExtensions?: readonly Extension[] | undefined;
}

/** Of a requestor that says who it is, as hardly any does. */
export interface RequestSignature {
  readonly signatureAlgorithm: AlgorithmIdentifier;
  readonly signature: Uint8Array;
  readonly certs?: readonly Certificate[] | undefined;
}

/** Parses one request in DER. Throws `malformed_ocsp`. */
export const parseOcspRequest = (der: Uint8Array): OCSPRequest => parseDer(ocspRequest, der, 'malformed_ocsp');

/** Says what every byte of a request is; never throws for what the bytes hold. */
export const annotateOcspRequest = (der: Uint8Array): Annotation<OCSPRequest> => annotate(ocspRequest, der);

const request: DerType<Request> = sequence('Request', {
  reqCert: certID,
  singleRequestExtensions: optional(explicit(0, extensions)),
});

/** On the wire. */
export const tbsRequest: DerType<TBSRequest> = sequence('TBSRequest', {
  version: defaultTo(explicit(0, namedInteger<1>('Version', { 0: 1 })), 1),
  requestorName: optional(explicit(1, generalName)),
  requestList: sequenceOf(request, 0, many),
  requestExtensions: optional(explicit(2, extensions)),
});

const requestSignature: DerType<RequestSignature> = sequence('Signature', {
  signatureAlgorithm: algorithmIdentifier,
  signature: bitStringOfBytes,
  certs: optional(explicit(0, sequenceOf(certificate))),
});

/** A whole request on the wire. */
export const ocspRequest: DerType<OCSPRequest> = sequence('OCSPRequest', {
  tbsRequest: captured(tbsRequest),
  optionalSignature: optional(explicit(0, requestSignature)),
});
