/** How each kind of object is shown: for people, as JSON, byte by byte. */

import type { Annotation } from 'handfast/wire';
import {
  annotateCertificate,
  annotateCertificationRequest,
  annotateCrl,
  annotateOcspRequest,
  annotateOcspResponse,
  annotatePublicKey,
  encodePem,
  parseCertificate,
  parseCertificationRequest,
  parseCrl,
  parseOcspRequest,
  parseOcspResponse,
  parsePublicKey,
} from 'handfast/x509';
import { crlDocument, showCrl } from '../crl/document.ts';
import { responseDocument, showResponse } from '../ocsp/document.ts';
import type { ObjectKind } from '../pki/objects.ts';
import { keyText } from '../show/certificate-facts.ts';
import type { Screen } from '../terminal/screen.ts';
import { certificateDocument } from './certificate-document.ts';
import { rowsOn, showCertificate, showPublicKey } from './certificate-text.ts';
import { plain } from './extension-document.ts';
import { requestDocument, showRequest } from './request-document.ts';

/** Throws `ProtocolError` when the bytes are malformed, but for `annotate`. */
export interface Viewer {
  show(screen: Screen, der: Uint8Array, now: number): void | Promise<void>;
  document(der: Uint8Array, now: number): object | Promise<object>;
  annotate(der: Uint8Array): Annotation<unknown>;
}

/** Everything but private keys. */
export const viewers: Readonly<Record<Exclude<ObjectKind, 'private-key' | 'other'>, Viewer>> = {
  certificate: {
    show: (screen, der, now) => showCertificate(screen, parseCertificate(der), now),
    document: (der, now) => certificateDocument(parseCertificate(der), now),
    annotate: annotateCertificate,
  },
  request: {
    show: (screen, der) => showRequest(screen, parseCertificationRequest(der)),
    document: (der) => requestDocument(parseCertificationRequest(der)),
    annotate: annotateCertificationRequest,
  },
  crl: {
    show: (screen, der, now) => showCrl(screen, parseCrl(der), now),
    document: (der) => crlDocument(parseCrl(der)),
    annotate: annotateCrl,
  },
  'ocsp-response': {
    show: (screen, der, now) => showResponse(screen, parseOcspResponse(der), now),
    document: (der, now) => responseDocument(parseOcspResponse(der), now),
    annotate: annotateOcspResponse,
  },
  'ocsp-request': {
    show(screen, der) {
      screen.line(screen.paint('bold', 'OCSP request'));
      for (const { reqCert } of parseOcspRequest(der).tbsRequest.value.requestList) {
        rowsOn(screen).row('serial', Buffer.from(reqCert.serialNumber).toString('hex'));
      }
      screen.line();
    },
    document: (der) => ({ kind: 'ocsp-request', ...(plain(parseOcspRequest(der).tbsRequest.value) as object) }),
    annotate: annotateOcspRequest,
  },
  'public-key': {
    show(screen, der) {
      screen.line(screen.paint('bold', 'Public key'));
      showPublicKey(screen, parsePublicKey(der));
      screen.line();
    },
    document: (der) => ({
      kind: 'public-key',
      key: keyText(parsePublicKey(der).key),
      pem: encodePem('PUBLIC KEY', der),
    }),
    annotate: annotatePublicKey,
  },
};
