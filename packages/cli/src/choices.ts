/** Values of flags that are names of a registry: such as `x25519`. */

import { type GroupName, groups, isGroupName } from 'handfast/registry';
import { usageError } from './command-error.ts';

/** Groups in order of preference; `undefined` when none is named. Throws a usage error for an unknown one. */
export function chosenGroups(names: readonly string[]): readonly GroupName[] | undefined {
  return chosen('group', names, () => groups.map(({ name }) => name).filter(isGroupName));
}

function chosen<N extends string>(
  what: string,
  names: readonly string[],
  all: () => readonly N[],
): readonly N[] | undefined {
  if (names.length === 0) return undefined;
  const known = all();
  return names.map((asked) => {
    const found = known.find((name) => name.toLowerCase() === asked.toLowerCase());
    if (found !== undefined) return found;
    throw usageError(`there is no ${what} ${JSON.stringify(asked)} to offer`, `choose from ${known.join(', ')}`);
  });
}
