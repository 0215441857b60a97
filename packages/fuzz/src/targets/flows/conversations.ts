/** What honest ends say to each other, for each variant of a version. Recorded when it is first asked for. */

import { type Ends, talk, variantsOf } from './variants.ts';

export interface Conversation {
  readonly ends: Ends;
  readonly toClient: Uint8Array;
  readonly toServer: Uint8Array;
}

export function conversations(version: string): readonly Conversation[] {
  let recorded = recordings.get(version);
  if (recorded === undefined) {
    recorded = variantsOf(version).map((ends) => ({ ends, ...talk(ends) }));
    recordings.set(version, recorded);
  }
  return recorded;
}

const recordings = new Map<string, readonly Conversation[]>();
