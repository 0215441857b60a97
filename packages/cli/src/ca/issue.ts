/** `handfast ca issue`: a certificate for names or for a request, entered into the index. */

import { type Certificate, nameText } from 'handfast/x509';
import { type Holder, issueAsAsked } from '../cert/profile.ts';
import { holderFrom } from '../cert/sign.ts';
import { requireName, resultBase } from '../cert/subject.ts';
import { usageError } from '../command-error.ts';
import { exitCodes } from '../exit-codes.ts';
import { timeFor } from '../pki/clock.ts';
import { parseDistinguishedName } from '../pki/distinguished-name.ts';
import { keyPem, newKey, type OwnKey } from '../pki/keys.ts';
import { chainPem, tellMade } from '../pki/made.ts';
import { certifiedNames, subjectFor } from '../pki/names.ts';
import { writeFiles } from '../pki/output-files.ts';
import type { Surroundings } from '../surroundings.ts';
import type { IssueFlags } from './flags.ts';
import { issuedRow } from './index-file.ts';
import { changeIndex, openChain, openIssuer, places } from './state.ts';

/** Writes BASE.pem with the chain below the root, BASE.key for a new key, and a copy into the folder of the CA. */
export async function issueCommand(names: readonly string[], flags: IssueFlags, around: Surroundings): Promise<number> {
  const now = timeFor(flags.at, around.env);
  const issuer = openIssuer(flags.dir, flags, around.env);
  const { holder, key } = await holderOf(names, flags);
  const base = flags.csr === undefined ? resultBase(names, flags) : (flags.out ?? withoutExtension(flags.csr));
  const certificate = await changeIndex(flags.dir, async (index) => {
    const { ocspUri = index.ocspUri, crlUri = index.crlUri } = flags;
    const made = await issueAsAsked(issuer, holder, { ...flags, ...uris(ocspUri, crlUri) }, now);
    const above = openChain(flags.dir).filter((one) => nameText(one.subject) !== nameText(one.issuer));
    const files = [
      { path: `${base}.pem`, content: chainPem([made, ...above]) },
      ...(key === undefined ? [] : [{ path: `${base}.key`, content: keyPem(key, undefined), isSecret: true }]),
    ];
    writeFiles(files, flags.force);
    writeFiles([{ path: copyOf(flags.dir, made), content: chainPem([made]) }]);
    return [{ ...index, issued: [...index.issued, issuedRow(made)] }, made];
  });
  const files = {
    certificate: `${base}.pem`,
    ...(key && { key: `${base}.key` }),
    copy: copyOf(flags.dir, certificate),
  };
  const secret = key && keyPem(key, undefined);
  tellMade({ kind: 'ca-issue', now, certificate, files, keyPem: secret }, flags, around);
  return exitCodes.success;
}

interface HolderAndKey {
  readonly holder: Holder;
  /** Absent when the requestor has it. */
  readonly key: OwnKey | undefined;
}

async function holderOf(names: readonly string[], flags: IssueFlags): Promise<HolderAndKey> {
  if (flags.csr !== undefined) {
    if (flags.subject !== undefined) throw usageError('the request says who it is for', 'leave --subject out');
    return { holder: await holderFrom(flags.csr, names), key: undefined };
  }
  requireName(names, flags);
  const subject = flags.subject === undefined ? subjectFor(names) : parseDistinguishedName(flags.subject);
  const key = await newKey(flags.keyType);
  return { holder: { subject, publicKey: key.key.info, names: certifiedNames(names) }, key };
}

const uris = (ocspUri: string | undefined, crlUri: string | undefined) => ({
  ...(ocspUri !== undefined && { ocspUri }),
  ...(crlUri !== undefined && { crlUri }),
});

const withoutExtension = (path: string): string => path.replace(/\.(?:csr|pem|der|req)$/i, '');

const copyOf = (folder: string, { serialNumber }: Certificate): string =>
  places(folder).issued(Buffer.from(serialNumber).toString('hex'));
