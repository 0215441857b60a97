/** Finished: proof that both sides saw the same handshake. RFC 8446 §4.4.4 */

import { type Infer, rest, struct } from '../codec.ts';

export const Finished = struct('Finished', { verifyData: rest });
export type Finished = Infer<typeof Finished>;
