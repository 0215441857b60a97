/** Certificates in the order in which they are sent: the leaf first, each followed by its issuer (RFC 8446 §4.4.2). */

import type { PublicKeyInfo } from 'handfast/crypto';
import { type Certificate, encodePublicKey, findExtension, nameText } from 'handfast/x509';
import { usageError } from '../command-error.ts';

export interface Ordered {
  /** From the leaf up. */
  readonly chain: readonly Certificate[];
  /** What does not belong to it. */
  readonly left: readonly Certificate[];
}

/** `key` says which one is the leaf. Throws a usage error when none is. */
export function orderChain(certificates: readonly Certificate[], key?: PublicKeyInfo): Ordered {
  const different = certificates.filter(
    (one, place) => certificates.findIndex((other) => isSame(one, other)) === place,
  );
  const chain = [leafOf(different, key)];
  for (;;) {
    const top = chain.at(-1) as Certificate;
    const above = different.find((one) => !chain.includes(one) && issued(one, top));
    if (above === undefined || isSelfIssued(top)) break;
    chain.push(above);
  }
  return { chain, left: different.filter((one) => !chain.includes(one)) };
}

/** Roots are not sent: whoever trusts one has it. */
export const withoutRoot = (chain: readonly Certificate[]): readonly Certificate[] =>
  chain.filter((certificate, place) => place === 0 || !isSelfIssued(certificate));

function leafOf(certificates: readonly Certificate[], key: PublicKeyInfo | undefined): Certificate {
  if (key !== undefined) {
    const spki = encodePublicKey(key);
    const own = certificates.find(({ subjectPublicKeyInfo }) => Buffer.compare(subjectPublicKeyInfo.der, spki) === 0);
    if (own === undefined) throw usageError('no certificate is for this key', 'give the one that belongs to it');
    return own;
  }
  const leaf =
    certificates.find((one) => !isAuthority(one)) ??
    certificates.find((one) => !certificates.some((other) => other !== one && issued(one, other)));
  return leaf ?? (certificates[0] as Certificate);
}

/** By name, and by key identifier where both have one. */
function issued(issuer: Certificate, { issuer: name, extensions }: Certificate): boolean {
  if (nameText(issuer.subject) !== nameText(name)) return false;
  const wanted = findExtension(extensions, 'authorityKeyIdentifier')?.value.keyIdentifier;
  const own = findExtension(issuer.extensions, 'subjectKeyIdentifier')?.value;
  return wanted === undefined || own === undefined || Buffer.compare(wanted, own) === 0;
}

const isSame = (one: Certificate, other: Certificate): boolean => Buffer.compare(one.der, other.der) === 0;

const isSelfIssued = ({ subject, issuer }: Certificate): boolean => nameText(subject) === nameText(issuer);

const isAuthority = ({ extensions }: Certificate): boolean =>
  findExtension(extensions, 'basicConstraints')?.value.cA === true;
