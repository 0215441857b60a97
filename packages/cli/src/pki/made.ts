/** What was made, told: which files, and what is in them. */

import { type Certificate, encodePem } from 'handfast/x509';
import { certificateDocument } from '../cert/certificate-document.ts';
import { subjectText } from '../cert/extension-text.ts';
import { documentHead, documentText } from '../json-document.ts';
import { timeText } from '../show/certificate-facts.ts';
import type { Surroundings } from '../surroundings.ts';
import type { ColorChoice } from '../terminal/paint.ts';
import { screenOn } from '../terminal/screen.ts';

export interface MadeFlags {
  readonly json?: boolean;
  readonly showSecrets?: boolean;
  readonly color: ColorChoice;
}

export interface Made {
  /** The command, for the schema of the document. */
  readonly kind: string;
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly certificate: Certificate;
  /** What each file is: path by role. */
  readonly files: Readonly<Record<string, string>>;
  /** The private key in PEM: printed only with `--show-secrets`. */
  readonly keyPem?: string | undefined;
  /** Further fields of the document. */
  readonly fields?: object;
  /** Further lines for people. */
  readonly hints?: readonly string[];
}

/** Prints one document, or some lines. */
export function tellMade(made: Made, { json, showSecrets, color }: MadeFlags, around: Surroundings): void {
  const { kind, now, certificate, files, keyPem, fields, hints = [] } = made;
  if (json) {
    const head = { ...documentHead(kind, Date.now()), complete: true };
    const secrets = showSecrets && keyPem !== undefined ? { key: keyPem } : {};
    const document = certificateDocument(certificate, now);
    around.stdout.write(documentText({ ...head, files, certificate: document, ...secrets, ...fields }));
    return;
  }
  const { paint, line } = screenOn(around.stdout, around.env, color);
  line(
    `${paint('green', 'OK')}  ${subjectText(certificate.subject)}, until ${timeText(certificate.validity.notAfter)}`,
  );
  for (const [role, path] of Object.entries(files)) line(`    ${paint('dim', role.padEnd(12))} ${path}`);
  for (const hint of hints) line(hint);
  if (showSecrets && keyPem !== undefined) line(keyPem.trimEnd());
}

/** Certificates one after another. */
export const chainPem = (chain: readonly Certificate[]): string =>
  chain.map(({ der }) => encodePem('CERTIFICATE', der)).join('');
