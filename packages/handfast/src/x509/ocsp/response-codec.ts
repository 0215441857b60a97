/** OCSPResponse and BasicOCSPResponse on the wire (RFC 6960 §4.2.1). */

import { bitStringOfBytes } from '../../asn1/bit-string.ts';
import { nullType } from '../../asn1/boolean.ts';
import { captured, translated } from '../../asn1/capture.ts';
import { choice } from '../../asn1/choice.ts';
import { type DerType, element } from '../../asn1/element.ts';
import { universal } from '../../asn1/identifier.ts';
import { enumerated, namedInteger } from '../../asn1/integer.ts';
import { many, sequenceOf } from '../../asn1/list.ts';
import { objectIdentifier } from '../../asn1/object-identifier.ts';
import { oid } from '../../asn1/object-names.ts';
import { octetString, octetStringContaining } from '../../asn1/octet-string.ts';
import { defaultTo, optional, sequence } from '../../asn1/sequence.ts';
import { explicit, implicit } from '../../asn1/tagging.ts';
import { generalizedTime } from '../../asn1/time.ts';
import { ProtocolError } from '../../base/errors.ts';
import { algorithmIdentifier } from '../algorithm-identifier.ts';
import { certificate } from '../certificate-codec.ts';
import { extensions } from '../extensions/codec.ts';
import type { Extension } from '../extensions/extension.ts';
import { cRLReason } from '../extensions/revocation.ts';
import { name } from '../name.ts';
import { signatureSchemeOf } from '../signature-algorithm.ts';
import { certID } from './cert-id.ts';
import type {
  BasicOCSPResponse,
  CertStatus,
  OCSPResponse,
  OCSPResponseStatus,
  ResponderID,
  ResponseBytes,
  RevokedInfo,
  SingleResponse,
} from './response.ts';

/** What a responder signs. */
export interface ResponseData {
  readonly version: 1;
  readonly responderID: ResponderID;
  readonly producedAt: number;
  readonly responses: readonly SingleResponse[];
  readonly responseExtensions?: readonly Extension[] | undefined;
}

const responderID: DerType<ResponderID> = choice('ResponderID', {
  byName: explicit(1, name),
  byKey: explicit(2, octetString),
});

const revokedInfo = sequence('RevokedInfo', {
  revocationTime: generalizedTime,
  revocationReason: optional(explicit(0, cRLReason)),
});

const certStatus: DerType<CertStatus> = choice('CertStatus', {
  good: implicit(0, nullType),
  revoked: implicit<RevokedInfo>(1, revokedInfo),
  unknown: implicit(2, nullType),
});

const singleResponse: DerType<SingleResponse> = translated(
  sequence('SingleResponse', {
    certID,
    certStatus,
    thisUpdate: generalizedTime,
    nextUpdate: optional(explicit(0, generalizedTime)),
    singleExtensions: optional(explicit(1, extensions)),
  }),
  ({ singleExtensions = [], ...fields }): SingleResponse => ({ ...fields, extensions: singleExtensions }),
  ({ extensions: list, ...fields }) => ({ ...fields, singleExtensions: unlessEmpty(list) }),
);

/** On the wire. */
export const responseData: DerType<ResponseData> = sequence('ResponseData', {
  version: defaultTo(explicit(0, namedInteger<1>('Version', { 0: 1 })), 1),
  responderID,
  producedAt: generalizedTime,
  responses: sequenceOf(singleResponse, 0, many),
  responseExtensions: optional(explicit(1, extensions)),
});

/** The one type of response that exists, on the wire. */
export const basicOCSPResponse: DerType<BasicOCSPResponse> = translated(
  sequence('BasicOCSPResponse', {
    tbsResponseData: captured(responseData),
    signatureAlgorithm: algorithmIdentifier,
    signature: bitStringOfBytes,
    certs: optional(explicit(0, sequenceOf(certificate))),
  }),
  ({ tbsResponseData: { value, der: tbs }, signatureAlgorithm, signature, certs = [] }): BasicOCSPResponse => ({
    tbs,
    responderID: value.responderID,
    producedAt: value.producedAt,
    responses: value.responses,
    extensions: value.responseExtensions ?? [],
    signatureAlgorithm,
    signatureScheme: signatureSchemeOf(signatureAlgorithm),
    signature,
    certs,
  }),
  ({ tbs, responderID: responder, producedAt, responses, extensions: list, ...fields }) => ({
    tbsResponseData: {
      value: {
        version: 1 as const,
        responderID: responder,
        producedAt,
        responses,
        responseExtensions: unlessEmpty(list),
      },
      der: tbs,
    },
    signatureAlgorithm: fields.signatureAlgorithm,
    signature: fields.signature,
    certs: unlessEmpty(fields.certs),
  }),
);

const basicBytes = octetStringContaining('basicResponse', captured(basicOCSPResponse));

// Not a plain sequence: responseType decides what response contains.
const responseBytes: DerType<ResponseBytes> = element('ResponseBytes', universal.sequence, {
  name: 'ResponseBytes',
  read(input) {
    const responseType = input.field('responseType', objectIdentifier);
    if (responseType !== oid.ocspBasic) {
      return { responseType, response: input.field('response', octetString), basic: undefined };
    }
    const { value, der } = input.field('response', basicBytes);
    return { responseType, response: der, basic: value };
  },
  write(output, { responseType, response }) {
    objectIdentifier.write(output, responseType);
    octetString.write(output, response);
  },
});

const responseStatus = enumerated<OCSPResponseStatus>('OCSPResponseStatus', {
  0: 'successful',
  1: 'malformedRequest',
  2: 'internalError',
  3: 'tryLater',
  5: 'sigRequired',
  6: 'unauthorized',
});

/** A whole response on the wire. */
export const ocspResponse: DerType<OCSPResponse> = translated(
  sequence('OCSPResponse', { responseStatus, responseBytes: optional(explicit(0, responseBytes)) }),
  (value): OCSPResponse => {
    // RFC 6960 §4.2.1: an error has no answer, and a success has one.
    if ((value.responseStatus === 'successful') !== (value.responseBytes !== undefined)) {
      throw new ProtocolError('bad_der', { why: 'a status that does not go with the fields' });
    }
    return value;
  },
  (value) => value,
);

const unlessEmpty = <T>(list: readonly T[]): readonly T[] | undefined => (list.length > 0 ? list : undefined);
