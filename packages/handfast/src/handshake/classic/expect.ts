/** `expect` for the messages up to TLS 1.2. */

import { messagesClassic, messagesEcdhe } from '../../wire/messages-classic.ts';
import { expecting } from '../flow.ts';

export const expectClassic = expecting(messagesClassic);
/** Where the cipher suite agrees on keys with ECDHE. */
export const expectEcdhe = expecting(messagesEcdhe);
