/** ServerKeyExchange: the server's half of an ephemeral key exchange, signed. RFC 5246 §7.4.3, RFC 8422 §5.4 */

import { ProtocolError } from '../../base/errors.ts';
import { type Codec, type Infer, named, opaque, struct, uint8 } from '../codec.ts';
import { namedGroup, signatureScheme } from '../names.ts';

const curveTypes: Readonly<Record<number, string>> = { 1: 'explicit_prime', 2: 'explicit_char2', 3: 'named_curve' };
const namedCurve = 3;

/** Curves that are spelled out end the connection: nobody could check them. RFC 8422 §5.4 */
const curveType: Codec<number> = {
  ...named(uint8, 'ECCurveType', (type) => curveTypes[type]),
  read(input) {
    const type = input.uint(1);
    if (type !== namedCurve) throw new ProtocolError('bad_value', { curveType: curveTypes[type] ?? type });
    return type;
  },
};

/** The part that is signed. */
export const ServerEcdhParams = struct('ServerECDHParams', {
  curveType,
  namedCurve: namedGroup,
  public: opaque(1, { min: 1 }),
});
export type ServerEcdhParams = Infer<typeof ServerEcdhParams>;

/** Parameters and the signature under them, with its scheme. */
export const signed = <P>(params: Codec<P>) =>
  struct('ServerKeyExchange', { params, algorithm: signatureScheme, signature: opaque(2) });

export const EcdheServerKeyExchange = signed(ServerEcdhParams);
export type EcdheServerKeyExchange = Infer<typeof EcdheServerKeyExchange>;

/** Parameters over a curve that has a name. */
export const ecdhParams = (group: number, share: Uint8Array): ServerEcdhParams => ({
  curveType: namedCurve,
  namedCurve: group,
  public: share,
});
