/** A certificate as the flags want it: a leaf for some names, or a CA. */

import type { PrivateKey, PublicKeyInfo } from 'handfast/crypto';
import type { Certificate, GeneralName, Name } from 'handfast/x509';
import { usageError } from '../command-error.ts';
import { day } from '../pki/clock.ts';
import { nameConstraints } from '../pki/constraints.ts';
import { type Issuer, issueAuthority, issueLeaf } from '../pki/issue.ts';
import type { ProfileFlags } from './make-flags.ts';

/** Whom the certificate is for. */
export interface Holder {
  readonly subject: Name;
  readonly publicKey: PublicKeyInfo;
  readonly names: readonly GeneralName[];
}

/** `now` in milliseconds since 1970 is when it begins to be valid. Throws usage errors. */
export function issueAsAsked(
  issuer: Issuer | PrivateKey,
  { subject, publicKey, names }: Holder,
  flags: ProfileFlags,
  now: number,
): Promise<Certificate> {
  const days = flags.days ?? (flags.authority ? authorityDays : leafDays);
  const common = { subject, publicKey, notBefore: now, notAfter: now + days * day };
  const constraints = nameConstraints(flags.permit, flags.exclude);
  if (flags.authority) {
    if (subject.rdnSequence.length === 0) throw usageError('a CA needs a name', 'give one with --subject "CN=…"');
    return issueAuthority(issuer, {
      ...common,
      pathLenConstraint: flags.pathLength,
      nameConstraints: constraints,
    });
  }
  if (constraints !== undefined || flags.pathLength !== undefined) {
    throw usageError('--permit, --exclude and --path-length are for CAs', 'add --authority');
  }
  const { usage, ocspUri, crlUri, mustStaple } = flags;
  const usages = usage.length > 0 ? usage : (['serverAuth', 'clientAuth'] as const);
  return issueLeaf(issuer, { ...common, names, usages, ocspUri, crlUri, mustStaple });
}

/** What browsers accept at most (CA/Browser Forum Baseline Requirements §6.3.2). */
const leafDays = 397;

const authorityDays = 3650;
