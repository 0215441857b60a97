/** Certificates seen lately, parsed: a peer that comes back costs no parsing, no key import, no path signatures. */

import { copyOf, equalBytes } from '../base/bytes.ts';
import { type Certificate, parseCertificate } from '../x509/certificate.ts';
import { SignatureMemory } from '../x509/path/signatures.ts';

/** Remembers facts that follow from the bytes alone; every other check is made again each time. */
export class CertificateMemory {
  /** Path signatures that were right, by certificate. */
  readonly signatures = new SignatureMemory();
  /** The least recently used first. */
  readonly #certificates = new Map<number, Certificate>();

  /** The certificate in these bytes: the same object for the same bytes. Throws `malformed_certificate`. */
  parse(der: Uint8Array): Certificate {
    const key = fingerprint(der);
    const known = this.#certificates.get(key);
    const certificate = known !== undefined && equalBytes(known.der, der) ? known : parseCertificate(copyOf(der));
    if (der.length > longest) return certificate;
    this.#certificates.delete(key);
    this.#certificates.set(key, certificate);
    if (this.#certificates.size > most) this.#certificates.delete(this.#certificates.keys().next().value as number);
    return certificate;
  }
}

/** The length and the end of the signature: enough to find a candidate, which is then compared byte for byte. */
function fingerprint(der: Uint8Array): number {
  let print = der.length;
  for (let at = der.length - 4; at < der.length; at++) print = print * 256 + (der[at] ?? 0);
  return print;
}

/** Certificates that are kept, and the longest that is worth it, in bytes: 4 MiB at the most. */
const most = 512;
const longest = 8 * 1024;
