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
import { type Issuer, issuerFrom } from '../pki/issue.ts';
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
  const issuer = issuerOf(flags, around.env);
  const certificate = await issueAsAsked(issuer, await holderFrom(path, flags.name), flags, now);
  const base = flags.out ?? path.replace(/\.(?:csr|pem|der|req)$/i, '');
  writeFiles([{ path: `${base}.pem`, content: chainPem(belowRoot(certificate, issuer)) }], flags.force);
  tellMade({ kind: 'cert-sign', now, certificate, files: { certificate: `${base}.pem` } }, flags, around);
  return exitCodes.success;
}

/** The CA of `--ca` and `--ca-key`. */
export function issuerOf(flags: Pick<SignFlags, 'ca' | 'caKey' | 'passwordFile'>, env: Surroundings['env']): Issuer {
  const [certificate] = parsedObjects(objectsOf('certificate', [flags.ca]), parseCertificate) as [Certificate];
  return issuerFrom(certificate, readKey(flags.caKey, flags, env).key);
}

/** The certificate, and its issuer's unless that is a root, which nobody sends. */
export const belowRoot = (certificate: Certificate, { certificate: above }: Issuer): readonly Certificate[] =>
  nameText(above.subject) === nameText(above.issuer) ? [certificate] : [certificate, above];

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
