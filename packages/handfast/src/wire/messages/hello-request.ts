/** HelloRequest: the server would like a new handshake. RFC 5246 §7.4.1.1 */

import { type Infer, struct } from '../codec.ts';

export const HelloRequest = struct('HelloRequest', {});
export type HelloRequest = Infer<typeof HelloRequest>;
