/** What a server checks in a ClientHello for TLS 1.3. RFC 8446 §4.1.2, §9.2 */

import { ProtocolError } from '../../base/errors.ts';
import { shortestBinder } from '../../wire/extensions/pre-shared-key.ts';
import type { Extensions } from '../../wire/extensions/table.ts';
import type { ClientHello } from '../../wire/messages/client-hello.ts';
import { checkOfferedTypes } from '../negotiate/certificate-types.ts';
import { checkRecordSizeLimit } from '../negotiate/extensions.ts';
import { checkShares, type KeyShare } from '../negotiate/group.ts';

/** What a ClientHello holds: lists that only a handshake with certificates needs are empty where they are missing. */
export interface Offered13 {
  readonly extensions: Extensions<'ClientHello'>;
  readonly groups: readonly number[];
  readonly shares: readonly KeyShare[];
  readonly schemes: readonly number[];
}

/** The parts of an offer, which has its cookie in an extension (RFC 9147 §5.3). Throws `missing_extension` and others when it breaks a rule. */
export function readOffer(hello: ClientHello): Offered13 {
  const { extensions = {}, legacyCompressionMethods, legacyCookie } = hello;
  if (legacyCookie !== undefined && legacyCookie.length > 0)
    throw new ProtocolError('bad_value', { field: 'legacy_cookie' });
  if (legacyCompressionMethods.length !== 1 || legacyCompressionMethods[0] !== 0) {
    throw new ProtocolError('bad_compression');
  }
  checkPreSharedKey(extensions);
  checkOfferedTypes(extensions);
  const { supported_groups: groups, key_share: shares, signature_algorithms: schemes } = extensions;
  const certified = extensions.pre_shared_key === undefined;
  if (schemes === undefined && certified) throw missing('signature_algorithms');
  if (groups === undefined && (certified || shares !== undefined)) throw missing('supported_groups');
  if (shares === undefined && (certified || groups !== undefined)) throw missing('key_share');
  checkShares(groups ?? [], shares ?? []);
  // A client may speak of a future protocol: only the lower bound holds for it. RFC 8449 §4
  checkRecordSizeLimit(extensions.record_size_limit, 2 ** 16 - 1);
  return { extensions, groups: groups ?? [], shares: shares ?? [], schemes: schemes ?? [] };
}

/** Rules for an offer of keys, which hold even for a server that declines it. RFC 8446 §4.2.11 */
function checkPreSharedKey(extensions: Extensions<'ClientHello'>): void {
  const { pre_shared_key: offered } = extensions;
  if (offered === undefined) return;
  const short = Math.min(...offered.binders.map(({ length }) => length));
  if (offered.binders.length === 0 || short < shortestBinder) {
    throw new ProtocolError('bad_length', { type: 'PskBinderEntry<32..255>', shortest: short });
  }
  if (Object.keys(extensions).at(-1) !== 'pre_shared_key') throw new ProtocolError('psk_not_last');
  if (extensions.psk_key_exchange_modes === undefined) throw missing('psk_key_exchange_modes');
  if (offered.identities.length !== offered.binders.length) throw new ProtocolError('bad_binders');
}

/** For an extension that the offer requires. */
export const missing = (extension: string): ProtocolError => new ProtocolError('missing_extension', { extension });
