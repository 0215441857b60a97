/** `handfast cert sign`: a certificate for a request, signed by a CA. */

import { nodeProvider } from 'handfast/providers/node';
import {
  type Certificate,
  type CertificationRequest,
  findExtension,
  nameText,
  parseCertificate,
  parseCertificationRequest,
  verifyCertificationRequest,
} from 'handfast/x509';
import { CommandError, usageError } from '../command-error.ts';
import { exitCodes } from '../exit-codes.ts';
import { timeFor } from '../pki/clock.ts';
import { issuerFrom } from '../pki/issue.ts';
import { readKey } from '../pki/keys.ts';
import { chainPem, tellMade } from '../pki/made.ts';
import { certifiedNames } from '../pki/names.ts';
import { objectsOf, parsedObjects } from '../pki/objects.ts';
import { writeFiles } from '../pki/output-files.ts';
import type { Surroundings } from '../surroundings.ts';
import type { SignFlags } from './make-flags.ts';
import { type Holder, issueAsAsked } from './profile.ts';

/** Writes BASE.pem: the certificate, and its issuer's unless that is a root. */
export async function signCommand(path: string, flags: SignFlags, around: Surroundings): Promise<number> {
  const now = timeFor(flags.at, around.env);
  const [above] = parsedObjects(objectsOf('certificate', [flags.ca]), parseCertificate) as [Certificate];
  const issuer = issuerFrom(above, readKey(flags.caKey, flags, around.env).key);
  const certificate = await issueAsAsked(issuer, await holderFrom(path, flags.name), flags, now);
  const base = flags.out ?? path.replace(/\.(?:csr|pem|der|req)$/i, '');
  const isRoot = nameText(above.subject) === nameText(above.issuer);
  writeFiles([{ path: `${base}.pem`, content: chainPem(isRoot ? [certificate] : [certificate, above]) }], flags.force);
  tellMade({ kind: 'cert-sign', now, certificate, files: { certificate: `${base}.pem` } }, flags, around);
  return exitCodes.success;
}

/** Subject, key and names of a request; of its other wishes none counts. Throws `CommandError`. */
export async function holderFrom(path: string, more: readonly string[]): Promise<Holder> {
  const requests = parsedObjects(objectsOf('request', [path]), parseCertificationRequest);
  const request = requests[0] as CertificationRequest;
  if (!(await verifyCertificationRequest(nodeProvider, request))) {
    throw new CommandError({
      exitCode: exitCodes.negative,
      code: 'bad_request_signature',
      cause: `the request ${path} is not signed with the key that it is for`,
      fix: 'ask for a new one: whoever made it may not have the key',
    });
  }
  const names = [...(findExtension(request.extensions, 'subjectAltName')?.value ?? []), ...certifiedNames(more)];
  if (names.length === 0 && request.subject.rdnSequence.length === 0) {
    throw usageError(`the request ${path} names nobody`, 'add --name NAME');
  }
  return { subject: request.subject, publicKey: request.subjectPublicKeyInfo.key, names };
}
