/** RSA key exchange: what ServerKeyExchange and ClientKeyExchange hold. RFC 5246 §7.4.7.1, RFC 2246 §7.4.3, RFC 6101 §5.6.7.1 */

import { type Codec, type Infer, opaque, rest, struct } from '../codec.ts';

/** A key for one handshake that is short enough to be exported. */
export const ServerRsaParams = struct('ServerRSAParams', {
  rsaModulus: opaque(2, { min: 1 }),
  rsaExponent: opaque(2, { min: 1 }),
});
export type ServerRsaParams = Infer<typeof ServerRsaParams>;

/** The premaster secret, encrypted. */
export interface EncryptedPreMasterSecret {
  readonly encryptedPreMasterSecret: Uint8Array;
}

export const EncryptedPreMasterSecret: Codec<EncryptedPreMasterSecret> = struct('EncryptedPreMasterSecret', {
  encryptedPreMasterSecret: opaque(2),
});

/** SSL 3.0 writes no length. */
export const BareEncryptedPreMasterSecret: Codec<EncryptedPreMasterSecret> = struct('EncryptedPreMasterSecret', {
  encryptedPreMasterSecret: rest,
});
