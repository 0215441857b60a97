/** What no conversation can be about: the other side has nothing of the kind. */

import type { SessionSkip } from './session-case.ts';

/** In both directions. */
export const impossible = (peer: string, variant: string, reason: string): readonly SessionSkip[] => [
  { client: peer, server: 'handfast', variant, reason },
  { client: 'handfast', server: peer, variant, reason },
];
