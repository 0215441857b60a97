/** `handfast cert new`: a self-signed certificate, or a root. */

import { exitCodes } from '../exit-codes.ts';
import { timeFor } from '../pki/clock.ts';
import { parseDistinguishedName } from '../pki/distinguished-name.ts';
import { keyPem } from '../pki/keys.ts';
import { chainPem, tellMade } from '../pki/made.ts';
import { certifiedNames, subjectFor } from '../pki/names.ts';
import { writeFiles } from '../pki/output-files.ts';
import { passwordFrom } from '../pki/password.ts';
import type { Surroundings } from '../surroundings.ts';
import type { NewFlags } from './make-flags.ts';
import { issueAsAsked } from './profile.ts';
import { ownKey, requireName, resultBase } from './subject.ts';

/** Writes BASE.pem, and BASE.key unless the key was there already. */
export async function newCommand(texts: readonly string[], flags: NewFlags, around: Surroundings): Promise<number> {
  requireName(texts, flags);
  const now = timeFor(flags.at, around.env);
  const names = certifiedNames(texts);
  const subject = flags.subject === undefined ? subjectFor(texts) : parseDistinguishedName(flags.subject);
  const own = await ownKey(flags, around.env);
  const certificate = await issueAsAsked(own.key, { subject, publicKey: own.key.info, names }, flags, now);
  const base = resultBase(texts, flags);
  const password = flags.key === undefined ? passwordFrom(flags, around.env) : undefined;
  const secret = keyPem(own, password);
  const isNewKey = flags.key === undefined;
  writeFiles(
    [
      { path: `${base}.pem`, content: chainPem([certificate]) },
      ...(isNewKey ? [{ path: `${base}.key`, content: secret, isSecret: true }] : []),
    ],
    flags.force,
  );
  const files = { certificate: `${base}.pem`, ...(isNewKey && { key: `${base}.key` }) };
  tellMade({ kind: 'cert-new', now, certificate, files, keyPem: secret }, flags, around);
  return exitCodes.success;
}
