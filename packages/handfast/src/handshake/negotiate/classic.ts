/** What a cipher suite up to TLS 1.2 demands of keys, groups and signatures. RFC 5246 §7.4.2, RFC 8422 §5 */

import { ProtocolError } from '../../base/errors.ts';
import type { PublicKeyInfo } from '../../crypto/algorithms.ts';
import { type NegotiableSuite, suiteName } from '../../registry/cipher-suites.ts';
import { type GroupName, groupById, groupName, groupNamed, isGroupName } from '../../registry/groups.ts';
import {
  certificateSchemes,
  keyFits,
  type SignatureScheme,
  schemeFitsClassic,
  schemeName,
  schemeNamed,
} from '../../registry/signature-schemes.ts';
import type { Settings, SigningKey } from '../settings.ts';

/** What a ClientHello offers, as far as it decides about the suite. */
export interface ClassicOffer {
  readonly suites: readonly number[];
  readonly groups: readonly number[];
  readonly schemes: readonly number[];
}

/** What a server chose for a key of its own. */
export interface ClassicChoice {
  readonly suite: NegotiableSuite;
  readonly group: GroupName;
  readonly scheme: SignatureScheme;
}

/** Our first suite that the client offers and that this key can serve. Throws `no_common_suite` and its kin. */
export function chooseClassic(
  settings: Pick<Settings, 'groups'>,
  ours: readonly NegotiableSuite[],
  offer: ClassicOffer,
  signing: SigningKey,
): ClassicChoice {
  const key = signing.info;
  const suite = ours.find((candidate) => offer.suites.includes(candidate.id) && keyServes(candidate, key));
  if (suite === undefined) {
    throw new ProtocolError('no_common_suite', { key: key.kind, offered: offer.suites.map(suiteName).join(' ') });
  }
  const group = agreeable(settings.groups).find((name) => offer.groups.includes(groupNamed(name).id));
  if (group === undefined)
    throw new ProtocolError('no_common_group', { offered: offer.groups.map(groupName).join(' ') });
  const scheme = chooseClassicScheme(signing, offer.schemes);
  if (scheme === undefined) {
    const accepted = offer.schemes.map(schemeName).join(' ');
    throw new ProtocolError('no_common_signature_scheme', { key: key.kind, accepted });
  }
  return { suite, group, scheme };
}

/** Whether a key of ours serves any suite that the client offers, in a way that it can check. */
export function canServe(ours: readonly NegotiableSuite[], offer: ClassicOffer, key: SigningKey): boolean {
  const served = ours.some((suite) => offer.suites.includes(suite.id) && keyServes(suite, key.info));
  return served && curveOffered(offer.groups, key.info) && chooseClassicScheme(key, offer.schemes) !== undefined;
}

/** Whether a certificate with this key may stand behind a suite. RFC 5246 §7.4.2, RFC 8422 §5.3 */
export const keyServes = ({ authentication }: NegotiableSuite, { kind }: PublicKeyInfo): boolean =>
  keyKinds[authentication]?.includes(kind) ?? false;

/** Groups of ours that ECDHE suites can use: what came with TLS 1.3 alone has no place before it. */
export const agreeable = (groups: readonly GroupName[]): readonly GroupName[] =>
  groups.filter((name) => groupNamed(name).family === 'ec');

/** The group that a server chose, if it is one that we offered for ECDHE. Throws `unoffered_group`. */
export function chosenCurve(id: number, ours: readonly GroupName[]): GroupName {
  const name = groupById(id)?.name;
  if (name !== undefined && isGroupName(name) && agreeable(ours).includes(name)) return name;
  throw new ProtocolError('unoffered_group', { chosen: groupName(id) });
}

/** The best scheme that this key can make and the peer accepts: unless it says, one for its own curve before others. */
export function chooseClassicScheme(
  { info, schemes }: SigningKey,
  accepted: readonly number[],
): SignatureScheme | undefined {
  const candidates = (schemes?.map(schemeNamed) ?? certificateSchemes).filter(({ id }) => accepted.includes(id));
  const natural = schemes === undefined ? candidates.find((scheme) => keyFits(scheme, info)) : undefined;
  return natural ?? candidates.find((scheme) => schemeFitsClassic(scheme, info));
}

/** The scheme a peer signed with. Throws `bad_signature_scheme` unless we offered it and it fits the key. */
export function chosenClassicScheme(
  id: number,
  offered: readonly SignatureScheme[],
  key: PublicKeyInfo,
): SignatureScheme {
  const scheme = offered.find((candidate) => candidate.id === id);
  if (scheme !== undefined && schemeFitsClassic(scheme, key)) return scheme;
  throw new ProtocolError('bad_signature_scheme', { scheme: schemeName(id), key: key.kind });
}

/** A client that lists curves can check ECDSA signatures on those alone. RFC 8422 §5.1 */
function curveOffered(groups: readonly number[], key: PublicKeyInfo): boolean {
  return key.kind !== 'ec' || groups.includes(groupNamed(key.curve).id);
}

const keyKinds: Readonly<Record<string, readonly PublicKeyInfo['kind'][]>> = {
  rsa: ['rsa', 'rsa-pss'],
  ecdsa: ['ec', 'ed25519', 'ed448'],
};
