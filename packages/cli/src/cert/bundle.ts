/** `handfast cert bundle`: chains put in order, PKCS #12 files written and taken apart. */

import { MisuseError } from 'handfast';
import { nodeProvider } from 'handfast/providers/node';
import { type Certificate, encodePem, type Pkcs12, parseCertificate, readPkcs12, writePkcs12 } from 'handfast/x509';
import { CommandError, usageError } from '../command-error.ts';
import { exitCodes } from '../exit-codes.ts';
import { readWith } from '../files.ts';
import { documentHead, documentText } from '../json-document.ts';
import { timeFor } from '../pki/clock.ts';
import { readKey } from '../pki/keys.ts';
import { chainPem } from '../pki/made.ts';
import { objectsOf, parsedObjects } from '../pki/objects.ts';
import { type OutputFile, writeFiles } from '../pki/output-files.ts';
import { requiredPassword } from '../pki/password.ts';
import { isPkcs12 } from '../pki/pkcs12.ts';
import type { Surroundings } from '../surroundings.ts';
import { screenOn } from '../terminal/screen.ts';
import { certificateDocument } from './certificate-document.ts';
import { orderChain, withoutRoot } from './chain-order.ts';
import { subjectText } from './extension-text.ts';
import type { OutFlags } from './make-flags.ts';

export interface BundleFlags extends OutFlags {
  readonly key?: string;
  readonly keyPasswordFile?: string;
  readonly friendlyName?: string;
  readonly withRoot?: boolean;
}

/** What comes out: a chain, the files that were written, certificates that do not belong to the chain. */
interface Bundle {
  readonly chain: readonly Certificate[];
  readonly left: readonly Certificate[];
  readonly files: readonly (OutputFile & { readonly role: string })[];
  /** In PEM: printed only with `--show-secrets`. */
  readonly keyPem?: string | undefined;
}

/** A PKCS #12 file is taken apart; with `--key` one is made; else the chain is put in order. */
export function bundleCommand(paths: readonly string[], flags: BundleFlags, around: Surroundings): number {
  const [first] = paths as [string];
  const pkcs12 = readWith(first, 'file', (content) => (isPkcs12(content) ? content : undefined));
  const bundle =
    pkcs12 !== undefined
      ? takenApart(first, pkcs12, flags, around.env)
      : flags.key === undefined
        ? inOrder(paths, flags)
        : putTogether(paths, flags.key, flags, around.env);
  writeFiles(bundle.files, flags.force);
  tell(bundle, flags, around);
  return exitCodes.success;
}

function inOrder(paths: readonly string[], flags: BundleFlags): Bundle {
  const { chain, left } = orderChain(certificatesIn(paths));
  const sent = flags.withRoot ? chain : withoutRoot(chain);
  const path = flags.out === undefined ? undefined : withExtension(flags.out, '.pem');
  const files = path === undefined ? [] : [{ role: 'certificate', path, content: chainPem(sent) }];
  return { chain: sent, left, files };
}

function putTogether(paths: readonly string[], key: string, flags: BundleFlags, env: Surroundings['env']): Bundle {
  const { keyPasswordFile, friendlyName, out } = flags;
  const own = readKey(key, keyPasswordFile === undefined ? {} : { passwordFile: keyPasswordFile }, env);
  const { chain, left } = orderChain(certificatesIn(paths), own.key.info);
  const sent = flags.withRoot ? chain : withoutRoot(chain);
  const password = requiredPassword(flags, env, 'a PKCS #12 file');
  const content = writePkcs12(nodeProvider, {
    pkcs8: own.pkcs8,
    certificates: sent.map(({ der }) => der),
    password,
    friendlyName,
  });
  const path = withExtension(out ?? (paths[0] as string).replace(/\.(?:pem|crt|cer|der)$/i, ''), '.p12');
  return { chain: sent, left, files: [{ role: 'pkcs12', path, content, isSecret: true }] };
}

function takenApart(path: string, content: Uint8Array, flags: BundleFlags, env: Surroundings['env']): Bundle {
  const { keys, certificates } = opened(path, content, requiredPassword(flags, env, 'this PKCS #12 file'));
  const [key] = keys;
  const parsed = certificates.map(({ der }) => parseCertificate(der));
  const info = key === undefined ? undefined : nodeProvider.importPrivateKey(key.pkcs8)?.info;
  const { chain, left } = parsed.length === 0 ? { chain: [], left: [] } : orderChain(parsed, info);
  const keyPem = key === undefined ? undefined : encodePem('PRIVATE KEY', key.pkcs8);
  const { out } = flags;
  if (out === undefined) return { chain, left, files: [], keyPem };
  const files = [
    { role: 'certificate', path: `${out}.pem`, content: chainPem(chain) },
    ...(keyPem === undefined ? [] : [{ role: 'key', path: `${out}.key`, content: keyPem, isSecret: true }]),
  ];
  return { chain, left, files, keyPem };
}

function opened(path: string, content: Uint8Array, password: string): Pkcs12 {
  try {
    return readWith(path, 'PKCS #12 file', () => readPkcs12(nodeProvider, content, password));
  } catch (error) {
    if (!(error instanceof MisuseError)) throw error;
    const cause = `${path} cannot be opened: ${error.message}`;
    const explanation = { exitCode: exitCodes.input, code: 'bad_input', cause, fix: 'check the password' };
    throw new CommandError(explanation, { cause: error });
  }
}

function certificatesIn(paths: readonly string[]): readonly Certificate[] {
  return parsedObjects(objectsOf('certificate', paths), parseCertificate);
}

function tell({ chain, left, files, keyPem }: Bundle, flags: BundleFlags, around: Surroundings): void {
  const now = timeFor(flags.at, around.env);
  if (flags.json) {
    around.stdout.write(
      documentText({
        ...documentHead('cert-bundle', Date.now()),
        complete: true,
        files: Object.fromEntries(files.map(({ role, path }) => [role, path])),
        chain: chain.map((certificate) => certificateDocument(certificate, now)),
        left: left.map((certificate) => certificateDocument(certificate, now)),
        hasKey: keyPem !== undefined || flags.key !== undefined,
        ...(flags.showSecrets && keyPem !== undefined && { key: keyPem }),
      }),
    );
    return;
  }
  const { paint, line } = screenOn(around.stdout, around.env, flags.color);
  for (const [place, { subject }] of chain.entries()) line(`  ${place}  ${subjectText(subject)}`);
  for (const { subject } of left) line(`  ${paint('yellow', 'WARN')} left out: ${subjectText(subject)}`);
  for (const { role, path } of files) line(`    ${paint('dim', role.padEnd(12))} ${path}`);
  if (flags.showSecrets && keyPem !== undefined) line(keyPem.trimEnd());
}

function withExtension(path: string, extension: string): string {
  if (path === '') throw usageError('--out is empty', 'name a file');
  return /\.(?:pem|p12|pfx|crt)$/i.test(path) ? path : `${path}${extension}`;
}
