/** What honest ends say to each other, for each variant of a version. Recorded when it is first asked for. */

import { type Ends, type FuzzedVersion, type Talk, talk, variantsOf } from './variants.ts';

export interface Conversation extends Talk {
  readonly ends: Ends;
}

export function conversations(version: FuzzedVersion): readonly Conversation[] {
  let recorded = recordings.get(version);
  if (recorded === undefined) {
    recorded = variantsOf(version).map((ends) => ({ ends, ...talk(ends) }));
    recordings.set(version, recorded);
  }
  return recorded;
}

const recordings = new Map<FuzzedVersion, readonly Conversation[]>();
