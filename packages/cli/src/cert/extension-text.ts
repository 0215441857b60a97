/** What an extension says, in lines for people. */

import {
  type DistributionPoint,
  type Extension,
  type GeneralSubtree,
  generalNameText,
  nameText,
  objectName,
  type SignedCertificateTimestamp,
} from 'handfast/x509';
import { timeText } from '../show/certificate-facts.ts';
import { extensionDocument } from './extension-document.ts';

/** At least one line. */
export function extensionLines(extension: Extension): readonly string[] {
  switch (extension.name) {
    case 'basicConstraints':
      return [constraintsText(extension.value)];
    case 'subjectAltName':
    case 'issuerAltName':
    case 'certificateIssuer':
      return extension.value.map(generalNameText);
    case 'extKeyUsage':
      return [extension.value.map(called).join(', ')];
    case 'keyUsage':
      return [extension.value.join(', ') || 'nothing'];
    case 'authorityKeyIdentifier':
      return authorityLines(extension.value);
    case 'certificatePolicies':
      return extension.value.map(({ policyIdentifier }) => called(policyIdentifier));
    case 'nameConstraints':
      return [
        ...subtreeLines('permitted', extension.value.permittedSubtrees),
        ...subtreeLines('excluded', extension.value.excludedSubtrees),
      ];
    case 'authorityInfoAccess':
    case 'subjectInfoAccess':
      return extension.value.map(
        ({ accessMethod, accessLocation }) => `${called(accessMethod)} ${generalNameText(accessLocation)}`,
      );
    case 'cRLDistributionPoints':
    case 'freshestCRL':
      return extension.value.flatMap(pointLines);
    case 'signedCertificateTimestamps':
    case 'ocspSignedCertificateTimestamps':
      return extension.value.map(timestampLine);
    case 'tlsFeature':
      return [extension.value.map((feature) => features[feature] ?? String(feature)).join(', ')];
    default:
      return [otherText(extension)];
  }
}

/** The name of an identifier with its number behind, or the number alone. */
export function called(identifier: string): string {
  const name = objectName(identifier);
  return name === undefined ? identifier : `${name} (${identifier})`;
}

function constraintsText({ cA, pathLenConstraint }: Extension<'basicConstraints'>['value']): string {
  return `CA=${cA ? 'TRUE' : 'FALSE'}${pathLenConstraint === undefined ? '' : `, path length ${pathLenConstraint}`}`;
}

function authorityLines(value: Extension<'authorityKeyIdentifier'>['value']): readonly string[] {
  const { keyIdentifier, authorityCertIssuer = [], authorityCertSerialNumber } = value;
  const lines = [
    ...(keyIdentifier === undefined ? [] : [hex(keyIdentifier)]),
    ...authorityCertIssuer.map((name) => `issuer ${generalNameText(name)}`),
    ...(authorityCertSerialNumber === undefined ? [] : [`serial number ${hex(authorityCertSerialNumber)}`]),
  ];
  return lines.length > 0 ? lines : ['empty'];
}

const subtreeLines = (word: string, subtrees: readonly GeneralSubtree[] = []): readonly string[] =>
  subtrees.map(({ base }) => `${word} ${generalNameText(base)}`);

function pointLines({ distributionPoint, reasons, cRLIssuer = [] }: DistributionPoint): readonly string[] {
  const where =
    distributionPoint?.kind === 'fullName'
      ? distributionPoint.value.map(generalNameText)
      : distributionPoint
        ? ['relative to the name of the issuer']
        : [];
  const only = reasons === undefined ? '' : ` for ${reasons.join(', ')}`;
  return [...where.map((line) => `${line}${only}`), ...cRLIssuer.map((name) => `issued by ${generalNameText(name)}`)];
}

/** RFC 6962 §3.2 */
function timestampLine({ version, logId, timestamp, hashAlgorithm, signatureAlgorithm }: SignedCertificateTimestamp) {
  if (version !== 0) return `version ${version + 1}, which is not known`;
  const signed = `${hashAlgorithm === 4 ? 'SHA-256' : `hash ${hashAlgorithm}`} with ${signers[signatureAlgorithm] ?? signatureAlgorithm}`;
  return `log ${Buffer.from(logId).toString('base64')} at ${timeText(timestamp)}, ${signed}`;
}

const signers: Readonly<Record<number, string>> = { 1: 'RSA', 3: 'ECDSA' };

/** RFC 7633 §4.2.2 */
const features: Readonly<Record<number, string>> = {
  5: 'status_request (5): must staple',
  17: 'status_request_v2 (17): must staple',
};

function otherText(extension: Extension): string {
  const { value } = extensionDocument(extension);
  if (value === null) return 'present';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

/** A distinguished name, or that there is none. */
export const subjectText = (name: Parameters<typeof nameText>[0]): string => nameText(name) || '(empty)';
