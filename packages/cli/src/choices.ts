/** Values of flags that are names of a registry: `x25519`, `TLS_AES_128_GCM_SHA256`. */

import { cipherSuites, type GroupName, groups, isGroupName, isSuiteName, type SuiteName } from 'handfast/registry';
import { usageError } from './command-error.ts';

/** Groups in order of preference; `undefined` when none is named. Throws a usage error for an unknown one. */
export function chosenGroups(names: readonly string[]): readonly GroupName[] | undefined {
  return chosen('group', names, () => groups.map(({ name }) => name).filter(isGroupName));
}

/** Suites in order of preference; `undefined` when none is named. Throws a usage error for an unknown one. */
export function chosenSuites(names: readonly string[]): readonly SuiteName[] | undefined {
  return chosen('cipher suite', names, () =>
    cipherSuites()
      .map(({ name }) => name)
      .filter(isSuiteName),
  );
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
