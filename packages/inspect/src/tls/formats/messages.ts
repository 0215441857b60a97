/** Messages that the engine does not read. */

import { opaque, struct } from 'handfast/wire';

/** draft-agl-tls-nextprotoneg §3 */
export const NextProtocol = struct('NextProtocol', { selectedProtocol: opaque(1), padding: opaque(1) });
