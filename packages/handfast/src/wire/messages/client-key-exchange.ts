/** ClientKeyExchange: the client's half. RFC 5246 §7.4.7, RFC 8422 §5.7 */

import { type Infer, opaque, struct } from '../codec.ts';

export const EcdheClientKeyExchange = struct('ClientKeyExchange', { public: opaque(1, { min: 1 }) });
export type EcdheClientKeyExchange = Infer<typeof EcdheClientKeyExchange>;
