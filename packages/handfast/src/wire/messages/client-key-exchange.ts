/** ClientKeyExchange: the client's half. RFC 5246 §7.4.7, RFC 8422 §5.7 */

import { type Codec, type Infer, opaque, struct } from '../codec.ts';

export const EcdheClientKeyExchange = struct('ClientKeyExchange', { public: opaque(1, { min: 1 }) });
export type EcdheClientKeyExchange = Infer<typeof EcdheClientKeyExchange>;

/** Nothing, where the certificate of the client has said it already. RFC 5246 §7.4.7.2, RFC 4492 §5.7 */
export const implicitOr = <T>(explicit: Codec<T>): Codec<T | undefined> => ({
  name: explicit.name,
  read: (input) => (input.remaining === 0 ? undefined : explicit.read(input)),
  write(output, value) {
    if (value !== undefined) explicit.write(output, value);
  },
});
