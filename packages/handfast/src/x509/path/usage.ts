/** What a certificate is used for, and which extended key usage says so (RFC 5280 §4.2.1.12). */

import type { ObjectIdentifier } from '../../asn1/object-identifier.ts';

/** `any` asks for no particular purpose. */
export type Usage = keyof typeof usages;

/** KeyPurposeId by usage. */
export const usages = {
  server: '1.3.6.1.5.5.7.3.1',
  client: '1.3.6.1.5.5.7.3.2',
  'code-signing': '1.3.6.1.5.5.7.3.3',
  email: '1.3.6.1.5.5.7.3.4',
  'time-stamping': '1.3.6.1.5.5.7.3.8',
  'ocsp-signing': '1.3.6.1.5.5.7.3.9',
  any: undefined,
} as const satisfies Record<string, ObjectIdentifier | undefined>;

export const anyExtendedKeyUsage: ObjectIdentifier = '2.5.29.37.0';

/** RFC 5280's name of a purpose, or its number. */
export const purposeName = (purpose: ObjectIdentifier): string => purposeNames[purpose] ?? purpose;

const purposeNames: Readonly<Record<string, string>> = {
  [usages.server]: 'serverAuth',
  [usages.client]: 'clientAuth',
  [usages['code-signing']]: 'codeSigning',
  [usages.email]: 'emailProtection',
  [usages['time-stamping']]: 'timeStamping',
  [usages['ocsp-signing']]: 'OCSPSigning',
  [anyExtendedKeyUsage]: 'anyExtendedKeyUsage',
};
