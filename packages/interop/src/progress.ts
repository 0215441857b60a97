/** What becomes known while the matrix runs. */

import type { Result } from './run-case.ts';

/** A peer that was looked for. */
export interface PeerNote {
  readonly name: string;
  readonly version?: string;
  /** Why it is not here. */
  readonly missing?: string;
}

export interface Progress {
  peer(note: PeerNote): void;
  result(result: Result): void;
}
