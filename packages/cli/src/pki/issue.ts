/** Certificates issued: a leaf or a CA, by an issuer or by itself. */

import type { PrivateKey, PublicKeyInfo } from 'handfast/crypto';
import { nodeProvider } from 'handfast/providers/node';
import {
  authorityExtensions,
  type Certificate,
  createCertificate,
  type Extension,
  encodePublicKey,
  extensionOf,
  findExtension,
  type GeneralName,
  leafExtensions,
  type Name,
  type NameConstraints,
  parseCertificate,
  type Usage,
} from 'handfast/x509';
import { CommandError, usageError } from '../command-error.ts';
import { exitCodes } from '../exit-codes.ts';

/** Who signs. */
export interface Issuer {
  readonly certificate: Certificate;
  readonly key: PrivateKey;
}

/** What every certificate needs. Times are in milliseconds since 1970. */
interface Common {
  readonly subject: Name;
  readonly publicKey: PublicKeyInfo;
  readonly notBefore: number;
  readonly notAfter: number;
}

export interface LeafPlan extends Common {
  readonly names: readonly GeneralName[];
  readonly usages: readonly Usage[];
  readonly ocspUri?: string | undefined;
  readonly crlUri?: string | undefined;
  readonly mustStaple?: boolean | undefined;
}

export interface AuthorityPlan extends Common {
  readonly pathLenConstraint?: number | undefined;
  readonly nameConstraints?: NameConstraints | undefined;
}

/** A leaf, signed by its issuer, or by its own key when that is given instead. */
export function issueLeaf(issuer: Issuer | PrivateKey, plan: LeafPlan): Promise<Certificate> {
  const issuerKey = keyOf(issuer).info;
  const isNameless = plan.subject.rdnSequence.length === 0;
  return issue(issuer, plan, leafExtensions({ provider: nodeProvider, issuerKey, isNameless, ...plan }));
}

/** A CA: an intermediate, or a root when it is signed with its own key. */
export function issueAuthority(issuer: Issuer | PrivateKey, plan: AuthorityPlan): Promise<Certificate> {
  const issuerKey = keyOf(issuer).info;
  return issue(issuer, plan, authorityExtensions({ provider: nodeProvider, issuerKey, ...plan }));
}

/** A certificate and its key. Throws a usage error when they do not belong together or are not those of a CA. */
export function issuerFrom(certificate: Certificate, key: PrivateKey): Issuer {
  if (Buffer.compare(encodePublicKey(key.info), certificate.subjectPublicKeyInfo.der) !== 0) {
    throw usageError('the key is not that of the CA certificate', 'give the key that belongs to it');
  }
  if (findExtension(certificate.extensions, 'basicConstraints')?.value.cA === true) return { certificate, key };
  throw usageError('the issuer is not a CA: its basicConstraints do not say so', 'give the certificate of a CA');
}

async function issue(
  issuer: Issuer | PrivateKey,
  { subject, publicKey, notBefore, notAfter }: Common,
  extensions: readonly Extension[],
): Promise<Certificate> {
  const above = 'certificate' in issuer ? issuer.certificate : undefined;
  const latest = above?.validity.notAfter ?? Infinity;
  if (latest < notBefore) {
    const cause = 'the CA certificate has expired';
    throw new CommandError({ exitCode: exitCodes.negative, code: 'certificate_expired', cause, fix: 'renew the CA' });
  }
  const der = await createCertificate({
    provider: nodeProvider,
    subject,
    publicKey,
    issuer: above?.subject ?? subject,
    signer: { key: keyOf(issuer) },
    // What outlives its issuer is worth nothing.
    validity: { notBefore, notAfter: Math.min(notAfter, latest) },
    extensions: above === undefined ? extensions : extensions.map((extension) => pointingAt(above, extension)),
  });
  return parseCertificate(der);
}

/** RFC 5280 §4.2.1.1: the identifier that the issuer calls its own key by, however it was computed. */
function pointingAt({ extensions }: Certificate, extension: Extension): Extension {
  const keyIdentifier = findExtension(extensions, 'subjectKeyIdentifier')?.value;
  if (extension.name !== 'authorityKeyIdentifier' || keyIdentifier === undefined) return extension;
  return extensionOf('authorityKeyIdentifier', { keyIdentifier });
}

const keyOf = (issuer: Issuer | PrivateKey): PrivateKey => ('certificate' in issuer ? issuer.key : issuer);
