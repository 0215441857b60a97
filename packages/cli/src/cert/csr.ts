/** `handfast cert csr`: a request for a certificate, to be signed by somebody else (RFC 2986). */

import { createCertificationRequest, encodePem, extensionOf, nameText, parseCertificationRequest } from 'handfast/x509';
import { exitCodes } from '../exit-codes.ts';
import { documentHead, documentText } from '../json-document.ts';
import { parseDistinguishedName } from '../pki/distinguished-name.ts';
import { keyPem } from '../pki/keys.ts';
import { certifiedNames, subjectFor } from '../pki/names.ts';
import { writeFiles } from '../pki/output-files.ts';
import { passwordFrom } from '../pki/password.ts';
import type { Surroundings } from '../surroundings.ts';
import { screenOn } from '../terminal/screen.ts';
import type { CsrFlags } from './make-flags.ts';
import { requestDocument } from './request-document.ts';
import { ownKey, requireName, resultBase } from './subject.ts';

/** Writes BASE.csr, and BASE.key unless the key was there already. */
export async function csrCommand(texts: readonly string[], flags: CsrFlags, around: Surroundings): Promise<number> {
  requireName(texts, flags);
  const names = certifiedNames(texts);
  const subject = flags.subject === undefined ? subjectFor(texts) : parseDistinguishedName(flags.subject);
  const own = await ownKey(flags, around.env);
  const der = await createCertificationRequest({
    subject,
    signer: { key: own.key },
    extensions: names.length === 0 ? [] : [extensionOf('subjectAltName', names)],
  });
  const base = resultBase(texts, flags);
  const isNewKey = flags.key === undefined;
  const secret = keyPem(own, isNewKey ? passwordFrom(flags, around.env) : undefined);
  writeFiles(
    [
      { path: `${base}.csr`, content: encodePem('CERTIFICATE REQUEST', der) },
      ...(isNewKey ? [{ path: `${base}.key`, content: secret, isSecret: true }] : []),
    ],
    flags.force,
  );
  const files = { request: `${base}.csr`, ...(isNewKey && { key: `${base}.key` }) };
  await tell(der, files, secret, flags, around);
  return exitCodes.success;
}

async function tell(
  der: Uint8Array,
  files: Readonly<Record<string, string>>,
  secret: string,
  { json, showSecrets, color }: CsrFlags,
  around: Surroundings,
): Promise<void> {
  const request = parseCertificationRequest(der);
  if (json) {
    const head = { ...documentHead('cert-csr', Date.now()), complete: true };
    const document = await requestDocument(request);
    around.stdout.write(documentText({ ...head, files, request: document, ...(showSecrets && { key: secret }) }));
    return;
  }
  const { paint, line } = screenOn(around.stdout, around.env, color);
  line(`${paint('green', 'OK')}  a request for ${nameText(request.subject)}`);
  for (const [role, path] of Object.entries(files)) line(`    ${paint('dim', role.padEnd(12))} ${path}`);
  if (showSecrets) line(secret.trimEnd());
}
