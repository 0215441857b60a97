/** session_ticket: stateless resumption up to TLS 1.2. RFC 5077 §3.2 */

import { rest } from '../codec.ts';
import { extension } from './extension.ts';

export const sessionTicket = extension(35, 'session_ticket', { ClientHello: rest, ServerHello: rest });
