/** NewSessionTicket as TLS 1.3 writes it: a key for a later connection. RFC 8446 §4.6.1 */

import { type Infer, opaque, struct, uint32 } from '../codec.ts';
import { extensionsOf } from '../extensions/extension.ts';
import { extensionTable } from '../extensions/table.ts';

export const NewSessionTicket13 = struct('NewSessionTicket', {
  ticketLifetime: uint32,
  ticketAgeAdd: uint32,
  ticketNonce: opaque(1),
  ticket: opaque(2, { min: 1 }),
  extensions: extensionsOf(extensionTable, 'NewSessionTicket'),
});
export type NewSessionTicket13 = Infer<typeof NewSessionTicket13>;
