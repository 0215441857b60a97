/** Key exchanges with a key that both sides have already: the identity joins what others say. RFC 4279 §2, §3, §4; RFC 5489 §2 */

import { type Codec, type Infer, opaque, struct } from '../codec.ts';

/** Which key to use, in words that both sides understand; mostly empty. */
export const ServerPsk = struct('ServerKeyExchange', { pskIdentityHint: opaque(2) });
export type ServerPsk = Infer<typeof ServerPsk>;

export const ClientPsk = struct('ClientKeyExchange', { pskIdentity: opaque(2) });
export type ClientPsk = Infer<typeof ClientPsk>;

/** The hint, then the parameters of another exchange. */
export interface HintedParams<P> extends ServerPsk {
  readonly params: P;
}

export const hintedParams = <P>(params: Codec<P>): Codec<HintedParams<P>> =>
  struct('ServerKeyExchange', { pskIdentityHint: opaque(2), params });

/** The identity, then the answer of another exchange. */
export interface IdentifiedAnswer<C> extends ClientPsk {
  readonly answer: C;
}

export const identifiedAnswer = <C>(answer: Codec<C>): Codec<IdentifiedAnswer<C>> =>
  struct('ClientKeyExchange', { pskIdentity: opaque(2), answer });
