/** delegated_credential: keys that a certificate delegates to for a few days. RFC 9345 §4 */

import { type Infer, opaque, struct, uint32 } from '../codec.ts';
import { signatureScheme } from '../names.ts';
import { extension } from './extension.ts';
import { SignatureSchemeList } from './signature-algorithms.ts';

/** What is delegated: a key, how it signs, and until how many seconds after the beginning of its certificate. */
export const DelegatedKey = struct('Credential', {
  validTime: uint32,
  certVerifyAlgorithm: signatureScheme,
  subjectPublicKeyInfo: opaque(3, { min: 1 }),
});
export type DelegatedKey = Infer<typeof DelegatedKey>;

/** The same, signed by the key of the certificate. */
export const DelegatedCredential = struct('DelegatedCredential', {
  cred: DelegatedKey,
  algorithm: signatureScheme,
  signature: opaque(2, { min: 1 }),
});
export type DelegatedCredential = Infer<typeof DelegatedCredential>;

/** Schemes with which such keys may sign; and beside a certificate, one. */
export const delegatedCredential = extension(34, 'delegated_credential', {
  ClientHello: SignatureSchemeList,
  CertificateRequest: SignatureSchemeList,
  Certificate: DelegatedCredential,
});
