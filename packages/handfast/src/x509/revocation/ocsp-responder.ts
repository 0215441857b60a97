/** Who may sign OCSP responses: the issuer itself, or a responder to whom it delegated that (RFC 6960 §4.2.2.2). */

import { oid } from '../../asn1/object-names.ts';
import type { Task } from '../../base/awaitable.ts';
import { equalBytes } from '../../base/bytes.ts';
import type { CryptoProvider } from '../../crypto/provider.ts';
import type { Certificate } from '../certificate.ts';
import { findExtension } from '../extensions/extension.ts';
import type { BasicOCSPResponse, ResponderID } from '../ocsp/response.ts';
import type { PathIssuer } from '../path/anchors.ts';
import { showName } from '../path/describe.ts';
import { equalNames } from '../path/name-key.ts';
import { standingFaults } from '../path/profile.ts';
import type { RevocationContext } from './context.ts';
import { crlStatus } from './crl-status.ts';

/** Why the signature of a response does not count, in words that follow `the OCSP response`; or `undefined`. */
export function* responderFault(
  context: RevocationContext,
  basic: BasicOCSPResponse,
  issuer: PathIssuer,
): Task<string | undefined> {
  const { provider, signatures } = context;
  if (isResponder(provider, basic.responderID, issuer)) {
    return (yield* signatures.holds(basic, issuer.subjectPublicKeyInfo)) ? undefined : wrongSignature;
  }
  const delegate = basic.certs.find((certificate) => isResponder(provider, basic.responderID, certificate));
  if (delegate === undefined) return 'is signed by a responder whose certificate is not in it';
  const fault = yield* delegateFault(context, delegate, issuer);
  if (fault !== undefined) return `is signed by ${showName(delegate.subject)}, which ${fault}`;
  return (yield* signatures.holds(basic, delegate.subjectPublicKeyInfo)) ? undefined : wrongSignature;
}

const wrongSignature = 'has a wrong signature';

/** §4.2.1: the name, or the SHA-1 of the key. It says whose key to try and proves nothing. */
function isResponder(
  provider: CryptoProvider,
  responder: ResponderID,
  { subject, subjectPublicKeyInfo }: PathIssuer | Certificate,
): boolean {
  if (responder.kind === 'byName') return equalNames(responder.value, subject);
  return equalBytes(provider.hash('sha1').update(subjectPublicKeyInfo.subjectPublicKey).digest(), responder.value);
}

/** A delegate is issued by the very CA whose certificates it speaks about, for this purpose by name, and is not revoked. */
function* delegateFault(
  context: RevocationContext,
  delegate: Certificate,
  issuer: PathIssuer,
): Task<string | undefined> {
  const { extensions, validity, subject } = delegate;
  if (!equalNames(delegate.issuer, issuer.subject)) return 'was not issued by the CA itself';
  // anyExtendedKeyUsage does not do: delegation must be explicit.
  if (findExtension(extensions, 'extKeyUsage')?.value.includes(oid.OCSPSigning) !== true)
    return 'may not sign OCSP responses';
  if (findExtension(extensions, 'keyUsage')?.value.includes('digitalSignature') === false)
    return 'may not sign: keyUsage lacks digitalSignature';
  if (context.time < validity.notBefore || context.time > validity.notAfter) return 'is not valid at this time';
  const [fault] = standingFaults(delegate, 'path', { role: 'leaf', usage: 'ocsp-signing' });
  if (fault !== undefined) return fault.why;
  if (!(yield* context.signatures.holds(delegate, issuer.subjectPublicKeyInfo)))
    return `was not signed by ${showName(issuer.subject)}`;
  if (findExtension(extensions, 'ocspNoCheck') !== undefined) return undefined;
  const status = yield* crlStatus(context, delegate, issuer);
  return status.kind === 'revoked' ? `${status.why} (${showName(subject)})` : undefined;
}
