/** `handfast crl verify`: whether a CRL is what its issuer says now (RFC 5280 §6.3.3). */

import { nodeProvider } from 'handfast/providers/node';
import {
  type Certificate,
  type CertificateList,
  findExtension,
  nameText,
  parseCertificate,
  parseCrl,
} from 'handfast/x509';
import { exitCodes } from '../exit-codes.ts';
import { documentHead, documentText } from '../json-document.ts';
import { timeFor } from '../pki/clock.ts';
import { objectsOf, parsedObjects } from '../pki/objects.ts';
import { timeText } from '../show/certificate-facts.ts';
import type { Surroundings } from '../surroundings.ts';
import type { ColorChoice } from '../terminal/paint.ts';
import { screenOn } from '../terminal/screen.ts';
import { crlDocument } from './document.ts';

export interface VerifyCrlFlags {
  readonly ca: string;
  readonly at?: string;
  readonly json?: boolean;
  readonly color: ColorChoice;
}

/** Exit code 1 when a CRL does not count. */
export async function verifyCrlCommand(path: string, flags: VerifyCrlFlags, around: Surroundings): Promise<number> {
  const time = timeFor(flags.at, around.env);
  const issuers = parsedObjects(objectsOf('certificate', [flags.ca]), parseCertificate);
  const [crl] = parsedObjects(objectsOf('crl', [path]), parseCrl) as [CertificateList];
  const reasons = await faultsOf(crl, issuers, time);
  const accepted = reasons.length === 0;
  if (flags.json) {
    const head = { ...documentHead('crl-verify', Date.now()), complete: true };
    around.stdout.write(documentText({ ...head, accepted, reasons, crl: crlDocument(crl) }));
  } else {
    const { paint, line } = screenOn(around.stdout, around.env, flags.color);
    const until = crl.nextUpdate === undefined ? '' : ` until ${timeText(crl.nextUpdate)}`;
    if (accepted) line(`${paint('green', 'OK')}  the CRL of ${nameText(crl.issuer)} counts${until}`);
    for (const { message, rule } of reasons) line(`${paint('red', 'FAIL')}  the CRL ${message} (${rule})`);
  }
  return accepted ? exitCodes.success : exitCodes.negative;
}

interface Fault {
  readonly code: 'issuer' | 'usage' | 'signature' | 'future' | 'outdated';
  readonly rule: string;
  /** Follows `the CRL`. */
  readonly message: string;
}

async function faultsOf(
  crl: CertificateList,
  issuers: readonly Certificate[],
  time: number,
): Promise<readonly Fault[]> {
  return [...(await signatureFaults(crl, issuers)), ...dateFaults(crl, time)];
}

async function signatureFaults(crl: CertificateList, issuers: readonly Certificate[]): Promise<readonly Fault[]> {
  const rule = 'RFC 5280 §6.3.3 (f)';
  const named = issuers.filter(({ subject }) => nameText(subject) === nameText(crl.issuer));
  if (named.length === 0) return [{ code: 'issuer', rule, message: `is that of ${nameText(crl.issuer)}` }];
  const allowed = named.filter(
    ({ extensions }) => findExtension(extensions, 'keyUsage')?.value.includes('cRLSign') !== false,
  );
  if (allowed.length === 0) return [{ code: 'usage', rule, message: 'is signed by a CA whose keyUsage lacks cRLSign' }];
  for (const certificate of allowed) if (await isSignedBy(crl, certificate)) return [];
  return [{ code: 'signature', rule: 'RFC 5280 §6.3.3 (g)', message: 'has a wrong signature' }];
}

async function isSignedBy({ signatureScheme, tbs, signature }: CertificateList, issuer: Certificate): Promise<boolean> {
  const key = nodeProvider.importPublicKey(issuer.subjectPublicKeyInfo.key);
  if (key === undefined || signatureScheme === undefined) return false;
  return key.verify(signatureScheme, tbs, signature);
}

function dateFaults({ thisUpdate, nextUpdate }: CertificateList, time: number): readonly Fault[] {
  if (thisUpdate > time) {
    return [{ code: 'future', rule: 'RFC 5280 §5.1.2.4', message: `is from the future: ${timeText(thisUpdate)}` }];
  }
  const rule = 'RFC 5280 §5.1.2.5';
  if (nextUpdate === undefined) return [{ code: 'outdated', rule, message: 'does not say until when it holds' }];
  if (time <= nextUpdate) return [];
  return [{ code: 'outdated', rule, message: `is outdated since ${timeText(nextUpdate)}` }];
}
