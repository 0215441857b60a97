/** CertificateRequest as TLS 1.2 writes it. RFC 5246 §7.4.4 */

import { named, opaque, struct, uint8, vector } from '../codec.ts';
import { signatureScheme } from '../names.ts';

/**
 * What kind of key proves the client: `ecdsa_sign` covers Ed25519 and Ed448 (RFC 8422 §5.5). The fixed ones sign
 * nothing, but agree on keys with the server's.
 */
export const clientCertificateTypes = {
  rsa_sign: 1,
  dss_sign: 2,
  rsa_fixed_dh: 3,
  dss_fixed_dh: 4,
  ecdsa_sign: 64,
  rsa_fixed_ecdh: 65,
  ecdsa_fixed_ecdh: 66,
} as const;

const types: ReadonlyMap<number, string> = new Map(
  Object.entries(clientCertificateTypes).map(([name, type]) => [type, name]),
);

/** The kinds that are accepted. */
export const certificateTypes = vector(
  1,
  named(uint8, 'ClientCertificateType', (type) => types.get(type)),
  { min: 1 },
);

export const CertificateRequestClassic = struct('CertificateRequest', {
  certificateTypes,
  supportedSignatureAlgorithms: vector(2, signatureScheme, { min: 2 }),
  certificateAuthorities: vector(2, opaque(2, { min: 1 })),
});

/** `supportedSignatureAlgorithms` is `undefined` where nobody asks for any, before TLS 1.2. */
export interface CertificateRequestClassic {
  readonly certificateTypes: readonly number[];
  readonly supportedSignatureAlgorithms: readonly number[] | undefined;
  readonly certificateAuthorities: readonly Uint8Array[];
}
