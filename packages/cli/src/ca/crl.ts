/** `handfast ca crl`: the list of what is revoked, complete or as changes to the last complete one (RFC 5280 §5). */

import { nodeProvider } from 'handfast/providers/node';
import { type CertificateList, createCrl, encodePem, parseCrl, type Revocation } from 'handfast/x509';
import { usageError } from '../command-error.ts';
import { crlDocument, showCrl } from '../crl/document.ts';
import { exitCodes } from '../exit-codes.ts';
import { documentHead, documentText } from '../json-document.ts';
import { day, timeFor } from '../pki/clock.ts';
import type { Issuer } from '../pki/issue.ts';
import { writeFiles } from '../pki/output-files.ts';
import { timeText } from '../show/certificate-facts.ts';
import type { Surroundings } from '../surroundings.ts';
import { screenOn } from '../terminal/screen.ts';
import type { CrlFlags } from './flags.ts';
import type { BaseCrl, Index, Issued } from './index-file.ts';
import { changeIndex, openIssuer, places } from './state.ts';

/** Writes the CRL with the next number. */
export async function crlCommand(flags: CrlFlags, around: Surroundings): Promise<number> {
  const now = timeFor(flags.at, around.env);
  const issuer = openIssuer(flags.dir, flags, around.env);
  const { crl, deltaCrl } = places(flags.dir);
  const path = flags.out ?? (flags.delta ? deltaCrl : crl);
  const made = await changeIndex(flags.dir, async (index) => {
    const list = await nextCrl(issuer, index, flags, now);
    writeFiles([{ path, content: flags.der ? list.der : encodePem('X509 CRL', list.der) }], true);
    return [entered(index, list, flags), list];
  });
  if (flags.json) {
    const head = { ...documentHead('ca-crl', Date.now()), complete: true };
    around.stdout.write(documentText({ ...head, files: { crl: path }, crl: crlDocument(made) }));
  } else {
    const screen = screenOn(around.stdout, around.env, flags.color);
    screen.line(`${screen.paint('green', 'OK')}  ${path}`);
    showCrl(screen, made, now);
  }
  return exitCodes.success;
}

async function nextCrl(issuer: Issuer, index: Index, flags: CrlFlags, now: number): Promise<CertificateList> {
  const { base } = index;
  if (flags.delta && base === undefined) {
    throw usageError('there is no complete CRL to add to', 'make one first, without --delta');
  }
  const complete = completeList(index);
  const der = await createCrl({
    provider: nodeProvider,
    issuer: issuer.certificate.subject,
    signer: { key: issuer.key },
    thisUpdate: now,
    nextUpdate: now + flags.days * day,
    cRLNumber: bigEndian(index.crlNumber + 1),
    revoked: flags.delta ? changes(index, base as BaseCrl) : complete.map(entryOf),
    ...(flags.delta && { baseCRLNumber: bigEndian((base as BaseCrl).number) }),
  });
  return parseCrl(der);
}

/** What is revoked, expired certificates left out once a CRL has told of them after their end (RFC 5280 §3.3). */
function completeList({ issued, base }: Index): readonly Issued[] {
  const told = base?.thisUpdate ?? '';
  return issued.filter(({ revoked, notAfter }) => revoked !== undefined && notAfter >= told);
}

/** What is revoked now for another reason than in the base or not there at all, and what is revoked no more. */
function changes({ issued }: Index, { entries }: BaseCrl): readonly Revocation[] {
  return issued.flatMap((row): readonly Revocation[] => {
    const before = entries[row.serialNumber];
    if (row.revoked !== undefined) return row.revoked.reason === before ? [] : [entryOf(row)];
    const lifted = { serialNumber: bytes(row.serialNumber), revocationDate: Date.parse(row.notBefore) };
    return before === undefined ? [] : [{ ...lifted, reason: 'removeFromCRL' }];
  });
}

function entryOf({ serialNumber, revoked }: Issued): Revocation {
  const { since, reason, invalidityDate } = revoked as NonNullable<Issued['revoked']>;
  return {
    serialNumber: bytes(serialNumber),
    revocationDate: Date.parse(since),
    reason,
    invalidityDate: invalidityDate === undefined ? undefined : Date.parse(invalidityDate),
  };
}

/** The index after this CRL. */
function entered(index: Index, { thisUpdate }: CertificateList, { delta }: CrlFlags): Index {
  const number = index.crlNumber + 1;
  if (delta) return { ...index, crlNumber: number };
  const rows = completeList(index).map(({ serialNumber, revoked }) => [serialNumber, revoked?.reason] as const);
  const entries = Object.fromEntries(rows) as BaseCrl['entries'];
  return { ...index, crlNumber: number, base: { number, thisUpdate: timeText(thisUpdate), entries } };
}

const bytes = (hex: string): Uint8Array => new Uint8Array(Buffer.from(hex, 'hex'));

const bigEndian = (number: number): Uint8Array =>
  bytes(
    number
      .toString(16)
      .padStart(8, '0')
      .replace(/^(?:00){1,3}/, ''),
  );
