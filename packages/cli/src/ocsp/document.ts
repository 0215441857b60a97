/** OCSP responses: as JSON, and for people. */

import { type CertStatus, nameText, type OCSPResponse, type ResponderID } from 'handfast/x509';
import { certificateDocument, identified } from '../cert/certificate-document.ts';
import { rowsOn, showExtensions } from '../cert/certificate-text.ts';
import { extensionDocument } from '../cert/extension-document.ts';
import { called } from '../cert/extension-text.ts';
import { timeText } from '../show/certificate-facts.ts';
import type { Screen } from '../terminal/screen.ts';

/** Every field; `now`, in milliseconds since 1970, for the certificates inside. */
export function responseDocument({ responseStatus, responseBytes }: OCSPResponse, now: number): object {
  const basic = responseBytes?.basic;
  if (basic === undefined) return { kind: 'ocsp-response', responseStatus, responses: [] };
  return {
    kind: 'ocsp-response',
    responseStatus,
    responder: responderText(basic.responderID),
    producedAt: timeText(basic.producedAt),
    responses: basic.responses.map(({ certID, certStatus, thisUpdate, nextUpdate, extensions }) => ({
      serialNumber: hex(certID.serialNumber),
      ...statusFields(certStatus),
      thisUpdate: timeText(thisUpdate),
      nextUpdate: nextUpdate === undefined ? null : timeText(nextUpdate),
      extensions: extensions.map(extensionDocument),
    })),
    extensions: basic.extensions.map(extensionDocument),
    signatureAlgorithm: identified(basic.signatureAlgorithm.algorithm),
    signature: hex(basic.signature),
    certificates: basic.certs.map((certificate) => certificateDocument(certificate, now)),
  };
}

/** good, revoked (since when, why) or unknown. */
export function statusFields(status: CertStatus): object {
  if (status.kind !== 'revoked') return { status: status.kind };
  const { revocationTime, revocationReason = 'unspecified' } = status.value;
  return { status: 'revoked', revocationTime: timeText(revocationTime), reason: revocationReason };
}

/** Prints all of it. */
export function showResponse(screen: Screen, { responseStatus, responseBytes }: OCSPResponse, now: number): void {
  const { row } = rowsOn(screen);
  screen.line(screen.paint('bold', `OCSP response: ${responseStatus}`));
  const basic = responseBytes?.basic;
  if (basic !== undefined) {
    row('responder', responderText(basic.responderID));
    row('produced', timeText(basic.producedAt));
    for (const { certID, certStatus, thisUpdate, nextUpdate } of basic.responses) {
      row('serial', hex(certID.serialNumber), statusText(certStatus), `as of ${timeText(thisUpdate)}`);
      const stale = nextUpdate !== undefined && now > nextUpdate ? ', outdated' : '';
      row('', nextUpdate === undefined ? 'for no stated time' : `until ${timeText(nextUpdate)}${stale}`);
    }
    showExtensions(screen, basic.extensions);
    row('signed by', called(basic.signatureAlgorithm.algorithm));
    for (const { subject } of basic.certs) row('brings', nameText(subject));
  }
  screen.line();
}

/** The status in words. */
export function statusText(status: CertStatus): string {
  if (status.kind !== 'revoked') return status.kind;
  const { revocationTime, revocationReason = 'unspecified' } = status.value;
  return `revoked since ${timeText(revocationTime)}, ${revocationReason}`;
}

const responderText = (responder: ResponderID): string =>
  responder.kind === 'byName' ? nameText(responder.value) : `key with SHA-1 ${hex(responder.value)}`;

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
