/** Diffie-Hellman in a finite field: what ServerKeyExchange and ClientKeyExchange hold. RFC 5246 §7.4.3, §7.4.7.2 */

import { type Infer, opaque, struct } from '../codec.ts';

/** Prime, generator and the server's share. */
export const ServerDhParams = struct('ServerDHParams', {
  dhP: opaque(2, { min: 1 }),
  dhG: opaque(2, { min: 1 }),
  dhYs: opaque(2, { min: 1 }),
});
export type ServerDhParams = Infer<typeof ServerDhParams>;

export const DheClientKeyExchange = struct('ClientDiffieHellmanPublic', { dhYc: opaque(2, { min: 1 }) });
export type DheClientKeyExchange = Infer<typeof DheClientKeyExchange>;
