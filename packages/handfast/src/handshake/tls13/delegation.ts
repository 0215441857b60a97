/** Whose key must sign: that of the certificate, or one that it delegates to. RFC 9345 §4.1.3 */

import { ProtocolError } from '../../base/errors.ts';
import { isDelegable, type SignatureScheme } from '../../registry/signature-schemes.ts';
import type { Certificate13 } from '../../wire/messages/certificate13.ts';
import type { JudgedPeer } from '../chain.ts';
import type { Flow } from '../flow.ts';
import type { HandshakeIo } from '../io.ts';
import type { Settings } from '../settings.ts';

/** How a client says that it believes such keys. RFC 9345 §4.1.1 */
export const offeredDelegation = ({ delegations, signatureSchemes }: Settings) =>
  delegations && { delegated_credential: signatureSchemes.filter(isDelegable).map(({ id }) => id) };

/** The peer with the key that it has to prove, and how that may sign. Throws `unasked_delegation` and `bad_delegated_credential`. */
export function* holderOf(
  io: HandshakeIo,
  { delegations, signatureSchemes }: Settings,
  owner: JudgedPeer,
  { certificateList: [entry] }: Certificate13,
): Flow<{ readonly judged: JudgedPeer; readonly schemes: readonly SignatureScheme[] }> {
  const delegated = entry?.extensions.delegated_credential;
  const [leaf] = owner.chain;
  if (delegated === undefined) return { judged: owner, schemes: signatureSchemes };
  if (leaf === undefined || delegations === undefined) throw new ProtocolError('unasked_delegation');
  const { publicKey, scheme } = yield* delegations({
    provider: io.crypto,
    leaf,
    delegated,
    now: io.now,
    delegatedSchemes: signatureSchemes.filter(isDelegable),
    schemes: signatureSchemes,
  });
  return { judged: { ...owner, subjectPublicKeyInfo: publicKey }, schemes: [scheme] };
}
