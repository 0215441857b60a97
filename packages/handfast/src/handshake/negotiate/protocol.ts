/** Which application protocol is spoken inside. RFC 7301 §3.2 */

import { latin1 } from '../../base/bytes.ts';
import { ProtocolError } from '../../base/errors.ts';

/** Protocol names as text, one character per byte. */
export const protocolNames = (list: readonly Uint8Array[] | undefined): readonly string[] => (list ?? []).map(latin1);

/** Bytes of a protocol name. */
export const protocolBytes = (name: string): Uint8Array =>
  Uint8Array.from(name, (character) => character.charCodeAt(0));

/**
 * The first of ours that the client offers; `undefined` when either side has none to say.
 * Throws `no_common_protocol` when both have and none is shared, or none is offered although one is required.
 */
export function chooseProtocol(
  offered: readonly string[],
  ours: readonly string[],
  required: boolean,
): string | undefined {
  if (ours.length === 0 || (offered.length === 0 && !required)) return undefined;
  const protocol = ours.find((name) => offered.includes(name));
  if (protocol === undefined) throw new ProtocolError('no_common_protocol', { offered: offered.join(' ') || 'none' });
  return protocol;
}

/** The protocol a server chose. Throws `unoffered_protocol` unless it is exactly one of those offered. */
export function chosenProtocol(
  answer: readonly Uint8Array[] | undefined,
  offered: readonly string[],
): string | undefined {
  if (answer === undefined) return undefined;
  const [chosen = '', ...others] = protocolNames(answer);
  if (others.length > 0 || !offered.includes(chosen)) throw new ProtocolError('unoffered_protocol', { chosen });
  return chosen;
}
