/** Which key signed and which key is certified (RFC 5280 §4.2.1.1, §4.2.1.2). */

import { constrained } from '../../asn1/constraint.ts';
import type { DerType, Tagged } from '../../asn1/element.ts';
import { integer } from '../../asn1/integer.ts';
import { octetString } from '../../asn1/octet-string.ts';
import { optional, sequence } from '../../asn1/sequence.ts';
import { implicit } from '../../asn1/tagging.ts';
import { generalNames } from '../general-name.ts';
import type { AuthorityKeyIdentifier } from './types.ts';

/** The key that signed. RFC 5280 §4.2.1.1 */
export const authorityKeyIdentifier: DerType<AuthorityKeyIdentifier> = constrained(
  sequence('AuthorityKeyIdentifier', {
    keyIdentifier: optional(implicit(0, octetString)),
    authorityCertIssuer: optional(implicit(1, generalNames)),
    authorityCertSerialNumber: optional(implicit(2, integer)),
  }),
  ({ authorityCertIssuer: issuer, authorityCertSerialNumber: serialNumber }) =>
    (issuer === undefined) === (serialNumber === undefined)
      ? undefined
      : 'an issuer without serial number, or the reverse',
);

/** The key that is certified. RFC 5280 §4.2.1.2 */
export const subjectKeyIdentifier: Tagged<Uint8Array> = octetString;
