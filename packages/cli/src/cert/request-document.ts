/** A certification request: as JSON, and for people. */

import { nodeProvider } from 'handfast/providers/node';
import {
  type CertificationRequest,
  encodePem,
  findExtension,
  generalNameText,
  nameText,
  verifyCertificationRequest,
} from 'handfast/x509';
import { keyText } from '../show/certificate-facts.ts';
import type { Screen } from '../terminal/screen.ts';
import { identified } from './certificate-document.ts';
import { rowsOn, showExtensions, showPublicKey } from './certificate-text.ts';
import { extensionDocument } from './extension-document.ts';
import { called, subjectText } from './extension-text.ts';

/** Every field, and whether the requestor has the key. */
export async function requestDocument(request: CertificationRequest): Promise<object> {
  const { subject, subjectPublicKeyInfo, extensions, signatureAlgorithm, signature, der } = request;
  return {
    kind: 'request',
    subject: nameText(subject),
    names: (findExtension(extensions, 'subjectAltName')?.value ?? []).map(generalNameText),
    key: keyText(subjectPublicKeyInfo.key),
    extensions: extensions.map(extensionDocument),
    signatureAlgorithm: identified(signatureAlgorithm.algorithm),
    signature: Buffer.from(signature).toString('hex'),
    signatureValid: await verifyCertificationRequest(nodeProvider, request),
    pem: encodePem('CERTIFICATE REQUEST', der),
  };
}

/** Prints all of it. */
export async function showRequest(screen: Screen, request: CertificationRequest): Promise<void> {
  const { row } = rowsOn(screen);
  screen.line(screen.paint('bold', `Certification request of ${subjectText(request.subject)}`));
  showPublicKey(screen, request.subjectPublicKeyInfo);
  showExtensions(screen, request.extensions);
  const holds = await verifyCertificationRequest(nodeProvider, request);
  row('signed by', called(request.signatureAlgorithm.algorithm));
  row(
    'signature',
    holds ? 'OK, made with the key of the request' : screen.paint('red', 'FAIL, not made with this key'),
  );
  screen.line();
}
