/** Whether a side shows and accepts certificates, bare keys, or both. RFC 7250 §4 */

import { MisuseError } from '../base/errors.ts';
import { certificateTypeOf } from '../handshake/credential.ts';
import type { Credential } from '../handshake/settings.ts';
import type { CertificateType } from '../registry/certificate-types.ts';
import type { CommonOptions } from './options.ts';

/** What peers may show: what there is trust for. Throws `MisuseError` when the option names anything else, or nothing. */
export function peerTypes(options: CommonOptions): readonly CertificateType[] {
  const { trust, trustedKeys, insecureAcceptAnyCertificate = false, peerCertificateTypes } = options;
  const keys = trustedKeys !== undefined;
  const certificates = trust !== undefined || insecureAcceptAnyCertificate || !keys;
  const trusted = [...(keys ? (['RawPublicKey'] as const) : []), ...(certificates ? (['X509'] as const) : [])];
  const stray = peerCertificateTypes?.find((type) => !trusted.includes(type));
  if (stray !== undefined) throw new MisuseError(`peerCertificateTypes names ${stray}, and nothing says whom to trust`);
  if (peerCertificateTypes?.length === 0)
    throw new MisuseError('peerCertificateTypes is empty: nobody could be verified');
  return [...new Set(peerCertificateTypes ?? trusted)];
}

/** What we can show, in the order of our credentials. */
export const ownTypes = (credentials: readonly Credential[]): readonly CertificateType[] => [
  ...new Set(credentials.map(certificateTypeOf)),
];
