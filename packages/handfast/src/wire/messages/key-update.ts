/** KeyUpdate: the sender's next records use its next key. RFC 8446 §4.6.3 */

import { type Infer, named, struct, uint8 } from '../codec.ts';

export const KeyUpdate = struct('KeyUpdate', {
  requestUpdate: named(uint8, 'KeyUpdateRequest', (value) => ['update_not_requested', 'update_requested'][value]),
});
export type KeyUpdate = Infer<typeof KeyUpdate>;
