/** What to do about a certificate that was not accepted. */

import type { FailureCode } from 'handfast';
import { type Certificate, findExtension, nameText } from 'handfast/x509';

/** What the fix depends on. */
export interface Refusal {
  readonly code: FailureCode;
  /** As the peer sent it, leaf first. */
  readonly chain: readonly Certificate[];
}

/** What to do, for the one whose server it is and for the one who connects. */
export function certificateFix({ code, chain }: Refusal): string {
  switch (code) {
    case 'name_mismatch':
      return nameFix(chain[0]);
    case 'certificate_expired':
      return 'renew the certificate on the server, or set the clock of this machine right';
    case 'unknown_issuer':
      return issuerFix(chain);
    case 'untrusted_key':
      return 'compare the key with the one that you expect, and pass the new one with --trust-key FILE if it was changed';
    case 'no_trust_anchors':
      return 'give the roots to trust with --ca FILE';
    case 'wrong_usage':
      return 'have it issued again for this use: its keyUsage and extKeyUsage say what it is for';
    case 'weak_certificate':
      return 'have it issued again with a key and a signature of today';
    case 'certificate_revoked':
      return 'do not connect, and tell the operator: the key may be in wrong hands';
    default:
      return 'have the server fix its certificate; --insecure connects all the same, to anybody';
  }
}

function nameFix(leaf: Certificate | undefined): string {
  const names = leaf === undefined ? [] : (findExtension(leaf.extensions, 'subjectAltName')?.value ?? []);
  const dns = names.find((name) => name.kind === 'dNSName' && !name.value.startsWith('*'));
  const instead = dns?.kind === 'dNSName' ? `--server-name ${dns.value}` : '--server-name NAME';
  return `connect to a name that the certificate has, or say ${instead} if that is whom you mean`;
}

function issuerFix(chain: readonly Certificate[]): string {
  const last = chain.at(-1);
  const endsInRoot = last !== undefined && nameText(last.subject) === nameText(last.issuer);
  if (!endsInRoot) return 'make the server send its intermediate certificates, or pass the issuer with --ca FILE';
  if (chain.length === 1) return 'if you know this certificate, pass it with --ca FILE';
  return `if you trust ${nameText(last.subject)}, pass its certificate with --ca FILE`;
}
