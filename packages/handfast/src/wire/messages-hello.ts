/** What a server may answer to a ClientHello before anybody knows which version will be spoken. RFC 8446 §4.1, RFC 6347 §4.2.1 */

import { type Dialect, message } from './handshake.ts';
import { HelloVerifyRequest } from './messages/hello-verify-request.ts';
import { messages13 } from './messages13.ts';

export const messagesHello = {
  ServerHello: messages13.ServerHello,
  HelloRetryRequest: messages13.HelloRetryRequest,
  HelloVerifyRequest: message(3, HelloVerifyRequest),
} as const satisfies Dialect;
