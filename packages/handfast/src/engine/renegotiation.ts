/** What a connection needs to renegotiate. RFC 5746 */

import { MisuseError } from '../base/errors.ts';
import type { Renegotiation } from '../handshake/classic/renegotiation.ts';
import type { Established } from '../handshake/established.ts';
import type { Flow } from '../handshake/flow.ts';
import type { HandshakeIo } from '../handshake/io.ts';
import type { RenegotiationPolicy } from '../handshake/settings.ts';
import type { ConnectionSettings } from './config.ts';

/** Makes the flow of one more handshake. */
export type Renegotiate = (io: HandshakeIo, renegotiation: Renegotiation) => Flow<Established>;

export interface RenegotiationRules {
  readonly policy: RenegotiationPolicy;
  /** How many of them the peer may begin. */
  readonly limit: number;
  /** What becomes of one that would begin more. */
  readonly beyond: 'refuse' | 'end';
  /** How many bytes of application data may wait for the end of one. */
  readonly earlyWrites: number;
  readonly renegotiate: Renegotiate;
}

/** Without a way to make the flow, there is no renegotiation whatever the options say. */
export function renegotiationRules(
  { renegotiation, renegotiationLimit: limit, renegotiationBeyondLimit: beyond, limits }: ConnectionSettings,
  renegotiate: Renegotiate | undefined,
): RenegotiationRules {
  const { earlyWrites } = limits;
  if (renegotiate !== undefined) return { policy: renegotiation, limit, beyond, earlyWrites, renegotiate };
  return { policy: 'refuse', limit, beyond, earlyWrites, renegotiate: noFlow };
}

function noFlow(): never {
  throw new MisuseError('this connection cannot be renegotiated');
}

/** Settings of a handshake that gives no connection ID: where there is none, there will be none. RFC 9146 §3 */
export const unnamed = <S extends { readonly connectionIdLength: number | undefined }>(settings: S): S => ({
  ...settings,
  connectionIdLength: undefined,
});
