/** `handfast ca init`: a new CA in a folder, a root or below another one. */

import { type Certificate, nameText } from 'handfast/x509';
import { issueAsAsked } from '../cert/profile.ts';
import { usageError } from '../command-error.ts';
import { exitCodes } from '../exit-codes.ts';
import { timeFor } from '../pki/clock.ts';
import { parseDistinguishedName } from '../pki/distinguished-name.ts';
import { keyPem, newKey } from '../pki/keys.ts';
import { chainPem, tellMade } from '../pki/made.ts';
import { writeFiles } from '../pki/output-files.ts';
import { passwordFrom } from '../pki/password.ts';
import type { Surroundings } from '../surroundings.ts';
import type { InitFlags } from './flags.ts';
import { issuedRow } from './index-file.ts';
import { changeIndex, openChain, openIssuer, places, startFolder } from './state.ts';

/** Makes the folder, the key (0600, encrypted when there is a password) and the certificate. */
export async function initCommand(flags: InitFlags, around: Surroundings): Promise<number> {
  const now = timeFor(flags.at, around.env);
  const subject = parseDistinguishedName(nameOf(flags));
  const own = await newKey(flags.keyType);
  const holder = { subject, publicKey: own.key.info, names: [] };
  const profile = { ...flags, authority: true, usage: [] };
  // A CA that cannot be made shall leave no folder.
  const chain =
    flags.parent === undefined
      ? [await issueAsAsked(own.key, holder, profile, now)]
      : await belowParent(flags.parent, flags, around.env, (issuer) => issueAsAsked(issuer, holder, profile, now));
  startFolder(flags.dir, { ocspUri: flags.ocspUri, crlUri: flags.crlUri });
  const { certificate, key } = places(flags.dir);
  writeFiles([
    { path: certificate, content: chainPem(chain) },
    { path: key, content: keyPem(own, passwordFrom(flags, around.env)), isSecret: true },
  ]);
  const made = { kind: 'ca-init', now, certificate: chain[0] as Certificate, files: { certificate, key } };
  tellMade(made, flags, around);
  return exitCodes.success;
}

/** A root needs no name of its own; a CA below another one does, to be told from it. */
function nameOf({ subject, parent }: InitFlags): string {
  if (subject !== undefined) return subject;
  if (parent === undefined) return 'CN=Private Root CA';
  throw usageError('a CA below another one needs a name', 'give it with --subject "CN=…"');
}

/** The new CA and those above it but for the root. */
function belowParent(
  folder: string,
  flags: InitFlags,
  env: Surroundings['env'],
  issue: (issuer: ReturnType<typeof openIssuer>) => Promise<Certificate>,
): Promise<readonly Certificate[]> {
  const { parentPasswordFile } = flags;
  const issuer = openIssuer(folder, parentPasswordFile === undefined ? {} : { passwordFile: parentPasswordFile }, env);
  return changeIndex(folder, async (index) => {
    const certificate = await issue(issuer);
    const above = openChain(folder).filter((one) => nameText(one.subject) !== nameText(one.issuer));
    return [{ ...index, issued: [...index.issued, issuedRow(certificate)] }, [certificate, ...above]];
  });
}
