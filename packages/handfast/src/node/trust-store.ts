/** Roots to trust: those that come with Node, a file's, or a list. */

import { rootCertificates } from 'node:tls';
import { parsePem } from '../asn1/pem.ts';
import { MisuseError } from '../base/errors.ts';
import { type Certificate, parseCertificate } from '../x509/certificate.ts';
import { issuerOf, TrustAnchors } from '../x509/path/anchors.ts';

/** Roots as PEM text, DER, parsed certificates, or any mixture; or a set made before. */
export type Roots = TrustAnchors | string | Uint8Array | Certificate | readonly (string | Uint8Array | Certificate)[];

/** The roots that Mozilla trusts, as bundled with this Node. Parsed once, when the first chain has to be judged. */
export function bundledRoots(): TrustAnchors {
  bundled ??= new TrustAnchors(() =>
    rootCertificates.flatMap(certificatesOf).map((root) => ({ ...issuerOf(root), isProgramRoot: true })),
  );
  return bundled;
}

/** A set of trust anchors. Throws `MisuseError` when there is none, `ProtocolError` when one is malformed. */
export function trustAnchors(roots: Roots): TrustAnchors {
  if (roots instanceof TrustAnchors) return roots;
  const list = Array.isArray(roots)
    ? (roots as readonly (string | Uint8Array | Certificate)[])
    : [roots as Certificate];
  const anchors = new TrustAnchors(list.flatMap(certificatesOf));
  if (anchors.size === 0) throw new MisuseError('there is no certificate among the roots to trust');
  return anchors;
}

/** Every certificate in PEM text, or the one in DER. */
export function certificatesOf(source: string | Uint8Array | Certificate): readonly Certificate[] {
  if (typeof source !== 'string' && !(source instanceof Uint8Array)) return [source];
  if (source instanceof Uint8Array && source[0] === sequenceTag) return [parseCertificate(source)];
  const text = typeof source === 'string' ? source : Buffer.from(source).toString('latin1');
  return parsePem(text)
    .filter(({ label }) => label === 'CERTIFICATE')
    .map(({ bytes }) => parseCertificate(bytes));
}

let bundled: TrustAnchors | undefined;
/** What DER certificates start with, and PEM text never. */
const sequenceTag = 0x30;
