/** What a cipher suite up to TLS 1.2 demands of keys, groups and signatures. RFC 5246 §7.4.2, RFC 8422 §5 */

import { ProtocolError } from '../../base/errors.ts';
import type { PublicKeyInfo } from '../../crypto/algorithms.ts';
import type { NegotiableSuite } from '../../registry/cipher-suites.ts';
import { type GroupName, groupById, groupName, groupNamed, isGroupName } from '../../registry/groups.ts';
import {
  keyFits,
  type SignatureScheme,
  schemeFitsClassic,
  schemeName,
  schemeNamed,
  usualSchemes,
} from '../../registry/signature-schemes.ts';
import type { SigningKey } from '../settings.ts';

/** Whether a certificate with this key may sign for a suite. RFC 5246 §7.4.2, RFC 8422 §5.3 */
export const signerServes = ({ authentication }: NegotiableSuite, { kind }: PublicKeyInfo): boolean =>
  signerKinds[authentication]?.includes(kind) ?? false;

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
  const candidates = (schemes?.map(schemeNamed) ?? usualSchemes).filter(({ id }) => accepted.includes(id));
  const natural = schemes === undefined ? candidates.find((scheme) => keyFits(scheme, info)) : undefined;
  return natural ?? candidates.find((scheme) => schemeFitsClassic(scheme, info));
}

/** The scheme a peer signed with. Throws `bad_signature_scheme` unless we offered it and it fits the key. */
export function chosenClassicScheme(
  id: number | undefined,
  offered: readonly SignatureScheme[],
  key: PublicKeyInfo,
): SignatureScheme {
  const scheme = offered.find((candidate) => candidate.id === id);
  if (scheme !== undefined && schemeFitsClassic(scheme, key)) return scheme;
  throw new ProtocolError('bad_signature_scheme', { scheme: schemeName(id ?? 0), key: key.kind });
}

/**
 * Whether the curve of a certificate's key is among those that the client lists: in TLS 1.2 schemes name no curves. A list
 * of curves that cannot sign says nothing about it. RFC 8422 §5.1, §5.3
 */
export function curveListed(groups: readonly number[], key: PublicKeyInfo): boolean {
  if (key.kind !== 'ec' || !groups.some((id) => signingCurves.includes(id))) return true;
  return groups.includes(groupNamed(key.curve).id);
}

const signingCurves = (['secp256r1', 'secp384r1', 'secp521r1'] as const).map((name) => groupNamed(name).id);

const signerKinds: Readonly<Record<string, readonly PublicKeyInfo['kind'][]>> = {
  rsa: ['rsa', 'rsa-pss'],
  ecdsa: ['ec', 'ed25519', 'ed448'],
  dss: ['dsa'],
};
