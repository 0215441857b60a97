/** Key pairs that both sides make afresh, whatever proves or accompanies them. RFC 5246 §8.1.2, RFC 8422 §5.10 */

import type { ProtocolError } from '../../base/errors.ts';
import type { NegotiableSuite } from '../../registry/cipher-suites.ts';
import type { GroupName } from '../../registry/groups.ts';
import type { Codec } from '../../wire/codec.ts';
import type { Flow } from '../flow.ts';
import type { ClientContext, Negotiation, ServerContext } from './mechanism.ts';

/** `P` is what the server says of its share and the group it lies in, `C` is the client's share. */
export interface Shares<P, C> {
  readonly serves: (suite: NegotiableSuite) => boolean;
  readonly params: Codec<P>;
  readonly answer: Codec<C>;
  /** The group that a server would use; `undefined` for one without a name. */
  readonly groupFor: (negotiation: Negotiation) => { readonly group: GroupName | undefined } | ProtocolError;
  /** The server's half. */
  readonly offer: (context: ServerContext) => Flow<ServerShare<P, C>>;
  /** Checks the server's half; what it gives makes the client's. */
  readonly accept: (context: ClientContext, params: P) => ClientShare<C>;
}

export interface ServerShare<P, C> {
  readonly params: P;
  /** Throws `bad_key_share`. */
  readonly complete: (answer: C) => Flow<Uint8Array>;
}

export interface ClientShare<C> {
  readonly group: GroupName | undefined;
  /** Throws `bad_key_share`. */
  readonly make: () => Flow<{ readonly answer: C; readonly secret: Uint8Array }>;
}
