/** ticket_request: how many tickets the client has use for. RFC 9149 §3 */

import { struct, uint8 } from '../codec.ts';
import { extension } from './extension.ts';

const ClientTicketRequest = struct('ClientTicketRequest', { newSessionCount: uint8, resumptionCount: uint8 });
const ServerTicketRequestHint = struct('ServerTicketRequestHint', { expectedCount: uint8 });

export const ticketRequest = extension(58, 'ticket_request', {
  ClientHello: ClientTicketRequest,
  EncryptedExtensions: ServerTicketRequestHint,
});
