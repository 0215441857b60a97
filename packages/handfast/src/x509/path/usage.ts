/** What a certificate is used for, and which extended key usage says so (RFC 5280 §4.2.1.12). */

import type { ObjectIdentifier } from '../../asn1/object-identifier.ts';
import { objectName, oid } from '../../asn1/object-names.ts';

/** `any` asks for no particular purpose. */
export type Usage = keyof typeof usages;

/** KeyPurposeId by usage. */
export const usages = {
  server: oid.serverAuth,
  client: oid.clientAuth,
  'code-signing': oid.codeSigning,
  email: oid.emailProtection,
  'time-stamping': oid.timeStamping,
  'ocsp-signing': oid.OCSPSigning,
  any: undefined,
} as const satisfies Record<string, ObjectIdentifier | undefined>;

/** RFC 5280's name of a purpose, or its number. */
export const purposeName = (purpose: ObjectIdentifier): string => objectName(purpose) ?? purpose;
