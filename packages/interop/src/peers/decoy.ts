/** How to make a client offer a group without a share for it: let it prefer another one. */

import { type GroupName, groupNames, groups } from '../facts.ts';

/** Another group of the same kind: enough for every client that sends one share, or one for each kind. */
export function sameKindDecoy(group: GroupName): GroupName | undefined {
  const { kind } = groups[group];
  if (kind === 'hybrid') return 'secp256r1';
  return groupNames.find((name) => name !== group && groups[name].kind === kind);
}
