/** What is in a file: every PEM object, or the one thing in DER. */

import { ProtocolError } from 'handfast';
import {
  parseCertificate,
  parseCertificationRequest,
  parseCrl,
  parseOcspRequest,
  parseOcspResponse,
  parsePem,
  parsePkcs8,
  parsePublicKey,
} from 'handfast/x509';
import { CommandError } from '../command-error.ts';
import { exitCodes } from '../exit-codes.ts';
import { readWith } from '../files.ts';
import { isPkcs12 } from './pkcs12.ts';

/** Something in DER, not yet parsed. */
export interface PkiObject {
  readonly path: string;
  readonly kind: ObjectKind;
  readonly der: Uint8Array;
}

export type ObjectKind = (typeof kinds)[number]['kind'] | 'other';

const kinds = [
  { kind: 'certificate', labels: ['CERTIFICATE', 'X509 CERTIFICATE'], parse: parseCertificate },
  {
    kind: 'request',
    labels: ['CERTIFICATE REQUEST', 'NEW CERTIFICATE REQUEST'],
    parse: parseCertificationRequest,
  },
  { kind: 'crl', labels: ['X509 CRL'], parse: parseCrl },
  { kind: 'ocsp-response', labels: ['OCSP RESPONSE'], parse: parseOcspResponse },
  { kind: 'ocsp-request', labels: ['OCSP REQUEST'], parse: parseOcspRequest },
  { kind: 'public-key', labels: ['PUBLIC KEY'], parse: parsePublicKey },
  {
    kind: 'private-key',
    labels: ['PRIVATE KEY', 'RSA PRIVATE KEY', 'EC PRIVATE KEY', 'ENCRYPTED PRIVATE KEY'],
    parse: parsePkcs8,
  },
] as const;

/** Every object of a file, which must have at least one. */
export function objectsIn(path: string): readonly PkiObject[] {
  const objects = readWith(path, 'file', (content): readonly PkiObject[] => {
    if (isPkcs12(content)) throw lockedUp(path);
    if (content[0] === sequenceTag) return [{ path, kind: kindOf(content), der: content }];
    return parsePem(Buffer.from(content).toString('latin1')).map(({ label, bytes }) => {
      const known = kinds.find(({ labels }) => labels.some((one) => one === label));
      return { path, kind: known?.kind ?? 'other', der: bytes };
    });
  });
  if (objects.length > 0) return objects;
  throw nothingIn(path, 'PEM or DER');
}

/** The objects of one kind in these files; each file must have one. */
export function objectsOf(kind: ObjectKind, paths: readonly string[]): readonly PkiObject[] {
  return paths.flatMap((path) => {
    const found = objectsIn(path).filter((object) => object.kind === kind);
    if (found.length === 0) throw nothingIn(path, names[kind]);
    return found;
  });
}

/** Parses objects of a file; what is malformed is told with its name. */
export const parsedObjects = <T>(objects: readonly PkiObject[], parse: (der: Uint8Array) => T): readonly T[] =>
  objects.map(({ path, kind, der }) => {
    try {
      return parse(der);
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error;
      const cause = `${names[kind]} in ${path} is malformed: ${error.message}`;
      const explanation = {
        exitCode: exitCodes.input,
        code: error.code,
        cause,
        fix: 'look at it with cert show --trace',
      };
      throw new CommandError(explanation, { cause: error });
    }
  });

/** What the bytes are; those that are nothing that we know shall have been meant as a certificate. */
function kindOf(der: Uint8Array): ObjectKind {
  for (const { kind, parse } of kinds) {
    try {
      parse(der);
      return kind;
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error;
    }
  }
  return 'certificate';
}

function lockedUp(path: string): CommandError {
  const cause = `${path} is a PKCS #12 file`;
  return new CommandError({ exitCode: exitCodes.input, code: 'bad_input', cause, fix: 'open it with "cert bundle"' });
}

function nothingIn(path: string, what: string): CommandError {
  const cause = `there is no ${what.replace(/^(?:a|an) /, '')} in ${path}`;
  return new CommandError({ exitCode: exitCodes.input, code: 'bad_input', cause, fix: 'give another file' });
}

const names: Readonly<Record<ObjectKind, string>> = {
  certificate: 'a certificate',
  request: 'a certification request',
  crl: 'a CRL',
  'ocsp-response': 'an OCSP response',
  'ocsp-request': 'an OCSP request',
  'public-key': 'a public key',
  'private-key': 'a private key',
  other: 'an object of an unknown kind',
};

/** DER starts with the tag of a SEQUENCE, PEM text never does. */
const sequenceTag = 0x30;
