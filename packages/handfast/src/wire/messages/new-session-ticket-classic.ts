/** NewSessionTicket up to TLS 1.2: the session, sealed by the server for itself. RFC 5077 §3.3 */

import { type Infer, opaque, struct, uint32 } from '../codec.ts';

export const NewSessionTicketClassic = struct('NewSessionTicket', {
  /** In seconds; 0 leaves it to the client. */
  ticketLifetimeHint: uint32,
  /** Empty: the server will not resume after all. */
  ticket: opaque(2),
});
export type NewSessionTicketClassic = Infer<typeof NewSessionTicketClassic>;
