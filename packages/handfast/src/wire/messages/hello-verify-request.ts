/** HelloVerifyRequest: whoever wants a handshake must show that it hears what is sent to its address. RFC 6347 §4.2.1 */

import { type Infer, opaque, struct } from '../codec.ts';
import { protocolVersion } from '../names.ts';

export const HelloVerifyRequest = struct('HelloVerifyRequest', { serverVersion: protocolVersion, cookie: opaque(1) });
export type HelloVerifyRequest = Infer<typeof HelloVerifyRequest>;
