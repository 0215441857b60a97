/** What an entry of a CRL says about a certificate (RFC 5280 §5.3). */

import type { DerType } from '../../asn1/element.ts';
import { enumerated } from '../../asn1/integer.ts';
import type { CRLReason } from './types.ts';

/** Why a certificate was revoked; 7 is not used. RFC 5280 §5.3.1 */
export const cRLReason: DerType<CRLReason> = enumerated<CRLReason>('CRLReason', {
  0: 'unspecified',
  1: 'keyCompromise',
  2: 'cACompromise',
  3: 'affiliationChanged',
  4: 'superseded',
  5: 'cessationOfOperation',
  6: 'certificateHold',
  8: 'removeFromCRL',
  9: 'privilegeWithdrawn',
  10: 'aACompromise',
});
