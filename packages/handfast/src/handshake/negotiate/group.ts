/** Which key exchange group both sides know, and whether the client sent a share for it. RFC 8446 §4.2.7, §4.2.8 */

import { ProtocolError } from '../../base/errors.ts';
import { type GroupName, groupById, groupName, groupNamed, isGroupName } from '../../registry/groups.ts';

/** A share as it travels. */
export interface KeyShare {
  readonly group: number;
  readonly keyExchange: Uint8Array;
}

export interface GroupChoice {
  readonly group: GroupName;
  /** `undefined`: the client must be asked for one with HelloRetryRequest. */
  readonly share: Uint8Array | undefined;
}

/** The best group for which a share is there, else the best that a share can be asked for. Throws `no_common_group`. */
export function chooseGroup(
  ours: readonly GroupName[],
  supported: readonly number[],
  shares: readonly KeyShare[],
): GroupChoice {
  const common = ours.filter((name) => supported.includes(groupNamed(name).id));
  for (const group of common) {
    const share = shares.find((entry) => entry.group === groupNamed(group).id);
    if (share !== undefined) return { group, share: share.keyExchange };
  }
  const [group] = common;
  if (group !== undefined) return { group, share: undefined };
  const offered = supported.map(groupName).join(' ');
  throw new ProtocolError('no_common_group', { offered });
}

/** Shares must be for offered groups, at most one for each. Throws `bad_key_share`, RFC 8446 §4.2.8 */
export function checkShares(supported: readonly number[], shares: readonly KeyShare[]): void {
  const seen = new Set<number>();
  for (const { group } of shares) {
    if (seen.has(group)) throw new ProtocolError('bad_key_share', { why: 'two shares for one group' });
    if (!supported.includes(group))
      throw new ProtocolError('bad_key_share', { why: 'a share for a group not offered' });
    seen.add(group);
  }
}

/** The group a server chose, if it is one of ours. Throws `unoffered_group`. */
export function chosenGroup(id: number, ours: readonly GroupName[]): GroupName {
  const name = groupById(id)?.name;
  if (name !== undefined && isGroupName(name) && ours.includes(name)) return name;
  throw new ProtocolError('unoffered_group', { chosen: groupName(id) });
}
