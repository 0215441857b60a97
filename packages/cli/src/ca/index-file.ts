/** The index of a CA: what it has issued, what is revoked, how its CRLs are numbered. */

import { type Certificate, type CRLReason, nameText } from 'handfast/x509';
import { CommandError } from '../command-error.ts';
import { exitCodes } from '../exit-codes.ts';
import { certificateFacts } from '../show/certificate-facts.ts';

export interface Index {
  readonly schema: string;
  /** Written into certificates, so that their status can be asked for. */
  readonly ocspUri?: string | undefined;
  readonly crlUri?: string | undefined;
  /** Of the last CRL; grows with each. */
  readonly crlNumber: number;
  /** The last complete CRL: what delta CRLs add to. */
  readonly base?: BaseCrl | undefined;
  /** In the order of issue. */
  readonly issued: readonly Issued[];
}

export interface BaseCrl {
  readonly number: number;
  /** RFC 3339. */
  readonly thisUpdate: string;
  /** The serial numbers of its entries with their reasons. */
  readonly entries: Readonly<Record<string, CRLReason>>;
}

/** One certificate. Times are in RFC 3339, the serial number is hexadecimal. */
export interface Issued {
  readonly serialNumber: string;
  readonly subject: string;
  readonly names: readonly string[];
  readonly notBefore: string;
  readonly notAfter: string;
  readonly revoked?: Revoked | undefined;
}

export interface Revoked {
  readonly since: string;
  readonly reason: CRLReason;
  /** When the key was lost, if that is known. */
  readonly invalidityDate?: string | undefined;
}

export const emptyIndex: Index = { schema: 'urn:handfast:ca-index:1.0.0', crlNumber: 0, issued: [] };

export const indexText = (index: Index): string => `${JSON.stringify(index, null, 2)}\n`;

/** Throws `CommandError` for what is no index. */
export function parseIndex(folder: string, content: Uint8Array): Index {
  try {
    const value: unknown = JSON.parse(Buffer.from(content).toString('utf8'));
    if (isIndex(value)) return value;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  const cause = `the index of the CA in ${folder} is damaged`;
  throw new CommandError({ exitCode: exitCodes.input, code: 'bad_input', cause, fix: 'restore index.json' });
}

const isIndex = (value: unknown): value is Index =>
  typeof value === 'object' &&
  value !== null &&
  'schema' in value &&
  value.schema === emptyIndex.schema &&
  'issued' in value &&
  Array.isArray(value.issued);

/** A certificate as its row. */
export function issuedRow(certificate: Certificate): Issued {
  const { serialNumber, names, notBefore, notAfter } = certificateFacts(certificate);
  return { serialNumber, subject: nameText(certificate.subject), names, notBefore, notAfter };
}
