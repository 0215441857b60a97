/** What a credential shows: its chain, or its bare key. RFC 7250 §3 */

import type { CertificateType } from '../registry/certificate-types.ts';
import type { Credential } from './settings.ts';

/** Which of the two it is. */
export const certificateTypeOf = ({ rawKey }: Credential): CertificateType =>
  rawKey === undefined ? 'X509' : 'RawPublicKey';

/** What a Certificate message holds of it. */
export const shownBytes = ({ rawKey, chain }: Credential): readonly Uint8Array[] =>
  rawKey === undefined ? chain.map(({ der }) => der) : [rawKey];
