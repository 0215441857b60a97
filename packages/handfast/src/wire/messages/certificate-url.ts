/** CertificateURL: where the client's certificates are, in place of Certificate. RFC 6066 §5 */

import { fixed, type Infer, named, opaque, struct, uint8, vector } from '../codec.ts';

const chainTypes = ['individual_certs', 'pkipath'];

const URLAndHash = struct('URLAndHash', {
  url: opaque(2, { min: 1 }),
  /** Always 1: once the hash was optional. */
  padding: uint8,
  SHA1Hash: fixed(20),
});

export const CertificateURL = struct('CertificateURL', {
  type: named(uint8, 'CertChainType', (type) => chainTypes[type]),
  urlAndHashList: vector(2, URLAndHash, { min: 1 }),
});
export type CertificateURL = Infer<typeof CertificateURL>;
