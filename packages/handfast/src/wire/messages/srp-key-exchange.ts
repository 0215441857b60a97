/** Secure Remote Password: what ServerKeyExchange and ClientKeyExchange hold. RFC 5054 §2.5.3, §2.5.4, §2.8.2 */

import { type Infer, opaque, struct } from '../codec.ts';

/** Group, salt and the server's share. */
export const ServerSrpParams = struct('ServerSRPParams', {
  n: opaque(2, { min: 1 }),
  g: opaque(2, { min: 1 }),
  s: opaque(1, { min: 1 }),
  b: opaque(2, { min: 1 }),
});
export type ServerSrpParams = Infer<typeof ServerSrpParams>;

export const SrpClientKeyExchange = struct('ClientSRPPublic', { a: opaque(2, { min: 1 }) });
export type SrpClientKeyExchange = Infer<typeof SrpClientKeyExchange>;
