/** The roots to trust: `--ca`, else SSL_CERT_FILE, else Node's; NODE_EXTRA_CA_CERTS comes on top of the defaults. */

import { rootCertificates } from 'node:tls';
import { bundledRoots, certificatesOf, trustAnchors } from 'handfast/node';
import { type Certificate, parsePem, parsePublicKey, type TrustAnchors } from 'handfast/x509';
import { CommandError } from './command-error.ts';
import { exitCodes } from './exit-codes.ts';
import { readWith } from './files.ts';
import type { Surroundings } from './surroundings.ts';

/** What `ca` should be for the library. */
export function trustedRoots(files: readonly string[], env: Surroundings['env']): TrustAnchors {
  if (files.length > 0) return trustAnchors(files.flatMap(certificatesIn));
  const [instead, extra] = [env['SSL_CERT_FILE'], env['NODE_EXTRA_CA_CERTS']];
  if (!instead && !extra) return bundledRoots();
  const base: readonly (string | Certificate)[] = instead ? certificatesIn(instead) : rootCertificates;
  return trustAnchors(extra && extra !== instead ? [...base, ...certificatesIn(extra)] : base);
}

/** Every certificate of a file, which must have at least one. */
export function certificatesIn(path: string): readonly Certificate[] {
  const certificates = readWith(path, 'certificate file', certificatesOf);
  if (certificates.length > 0) return certificates;
  const cause = `there is no certificate in ${path}`;
  throw new CommandError({ exitCode: exitCodes.input, code: 'bad_input', cause, fix: 'give a PEM or DER file' });
}

/** The public keys of a file, which must have at least one: each a SubjectPublicKeyInfo in DER. */
export function publicKeysIn(path: string): readonly Uint8Array[] {
  const keys = readWith(path, 'public key', (content) => {
    if (content[0] === 0x30) return [parsePublicKey(content).der];
    const objects = parsePem(Buffer.from(content).toString('latin1'));
    return objects.filter(({ label }) => label === 'PUBLIC KEY').map(({ bytes }) => parsePublicKey(bytes).der);
  });
  if (keys.length > 0) return keys;
  const cause = `there is no public key in ${path}`;
  const fix = 'give a file with BEGIN PUBLIC KEY, as openssl pkey -pubout writes it';
  throw new CommandError({ exitCode: exitCodes.input, code: 'bad_input', cause, fix });
}
