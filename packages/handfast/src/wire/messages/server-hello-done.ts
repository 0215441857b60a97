/** ServerHelloDone: the server has said all and waits. RFC 5246 §7.4.5 */

import { type Infer, struct } from '../codec.ts';

export const ServerHelloDone = struct('ServerHelloDone', {});
export type ServerHelloDone = Infer<typeof ServerHelloDone>;
