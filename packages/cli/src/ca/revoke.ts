/** `handfast ca revoke`: a certificate that nobody may rely on any more, and why (RFC 5280 §5.3.1). */

import { existsSync } from 'node:fs';
import { type Certificate, parseCertificate } from 'handfast/x509';
import { usageError } from '../command-error.ts';
import { exitCodes } from '../exit-codes.ts';
import { documentHead, documentText } from '../json-document.ts';
import { parseTime, timeFor } from '../pki/clock.ts';
import { objectsOf, parsedObjects } from '../pki/objects.ts';
import { timeText } from '../show/certificate-facts.ts';
import type { Surroundings } from '../surroundings.ts';
import { screenOn } from '../terminal/screen.ts';
import type { RevokeFlags } from './flags.ts';
import type { Index, Issued } from './index-file.ts';
import { changeIndex } from './state.ts';

/** Enters it into the index: the next CRL and every OCSP answer will say so. */
export async function revokeCommand(which: string, flags: RevokeFlags, around: Surroundings): Promise<number> {
  const serialNumber = serialOf(which);
  const since = timeText(timeFor(flags.at, around.env));
  const row = await changeIndex(flags.dir, async (index) => revoked(index, serialNumber, since, flags));
  if (flags.json) {
    const head = { ...documentHead('ca-revoke', Date.now()), complete: true };
    around.stdout.write(documentText({ ...head, certificate: row }));
  } else {
    const { paint, line } = screenOn(around.stdout, around.env, flags.color);
    const what = row.revoked === undefined ? 'is good again' : `is revoked, ${row.revoked.reason}`;
    line(`${paint('green', 'OK')}  ${row.serialNumber} (${row.subject}) ${what}`);
    line('"handfast ca crl" makes a CRL that says so.');
  }
  return exitCodes.success;
}

/** A serial number in hexadecimal, with colons or not, or that of the first certificate of a file. */
function serialOf(which: string): string {
  const digits = which.replaceAll(':', '').toLowerCase();
  if (/^[0-9a-f]+$/.test(digits) && !existsSync(which)) return digits;
  const [certificate] = parsedObjects(objectsOf('certificate', [which]), parseCertificate) as [Certificate];
  return Buffer.from(certificate.serialNumber).toString('hex');
}

function revoked(
  index: Index,
  serialNumber: string,
  since: string,
  { reason, invalidityDate }: RevokeFlags,
): readonly [Index, Issued] {
  const row = index.issued.find((issued) => unpadded(issued.serialNumber) === unpadded(serialNumber));
  if (row === undefined) throw usageError(`this CA has issued no ${serialNumber}`, 'see "handfast ca list"');
  checkChange(row, reason);
  const changed: Issued = { ...row };
  const next =
    reason === 'removeFromCRL'
      ? { ...changed, revoked: undefined }
      : {
          ...changed,
          revoked: {
            since,
            reason,
            ...(invalidityDate !== undefined && {
              invalidityDate: timeText(parseTime(invalidityDate, '--invalidity-date')),
            }),
          },
        };
  return [{ ...index, issued: index.issued.map((issued) => (issued === row ? next : issued)) }, next];
}

/** Revocation is for ever, but for a hold, which may be lifted or made final. */
function checkChange({ serialNumber, revoked: before }: Issued, reason: RevokeFlags['reason']): void {
  if (reason === 'removeFromCRL' && before?.reason !== 'certificateHold') {
    throw usageError(`${serialNumber} is not on hold`, 'only certificateHold can be taken back');
  }
  if (before === undefined || before.reason === 'certificateHold') return;
  throw usageError(`${serialNumber} is revoked since ${before.since}, ${before.reason}`, 'there is nothing left to do');
}

const unpadded = (serialNumber: string): string => serialNumber.replace(/^(?:00)+/, '');
