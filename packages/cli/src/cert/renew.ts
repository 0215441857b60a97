/** `handfast cert renew`: the same certificate for a new time, for more names if need be. */

import { type Certificate, findExtension, oid, parseCertificate, type Usage } from 'handfast/x509';
import { usageError } from '../command-error.ts';
import { exitCodes } from '../exit-codes.ts';
import { timeFor } from '../pki/clock.ts';
import { chainPem, tellMade } from '../pki/made.ts';
import { certifiedNames } from '../pki/names.ts';
import { objectsOf, parsedObjects } from '../pki/objects.ts';
import { writeFiles } from '../pki/output-files.ts';
import { usages } from '../pki/usages.ts';
import type { Surroundings } from '../surroundings.ts';
import type { RenewFlags } from './make-flags.ts';
import { issueAsAsked } from './profile.ts';
import { belowRoot, issuerOf } from './sign.ts';

/** Writes BASE.pem. Key, subject, names and purposes are those of the old certificate. */
export async function renewCommand(path: string, flags: RenewFlags, around: Surroundings): Promise<number> {
  const now = timeFor(flags.at, around.env);
  const issuer = issuerOf(flags, around.env);
  const [old] = parsedObjects(objectsOf('certificate', [path]), parseCertificate) as [Certificate];
  const { subject, subjectPublicKeyInfo, extensions } = old;
  if (findExtension(extensions, 'basicConstraints')?.value.cA === true) {
    throw usageError('the certificate is that of a CA', 'make a new one with "cert sign --authority"');
  }
  const names = [...(findExtension(extensions, 'subjectAltName')?.value ?? []), ...certifiedNames(flags.addSan)];
  const usage = flags.usage.length > 0 ? flags.usage : usagesOf(old);
  const profile = { ...flags, usage, permit: [], exclude: [] };
  const certificate = await issueAsAsked(issuer, { subject, publicKey: subjectPublicKeyInfo.key, names }, profile, now);
  const base = flags.out ?? path.replace(/\.(?:pem|crt|cer|der)$/i, '');
  writeFiles([{ path: `${base}.pem`, content: chainPem(belowRoot(certificate, issuer)) }], flags.force);
  tellMade({ kind: 'cert-renew', now, certificate, files: { certificate: `${base}.pem` } }, flags, around);
  return exitCodes.success;
}

/** The purposes that we know by name. */
function usagesOf({ extensions }: Certificate): readonly Usage[] {
  const purposes = findExtension(extensions, 'extKeyUsage')?.value ?? [];
  return usages.filter((usage) => purposes.some((purpose) => purpose === oid[usage]));
}
