/** `expect` for the messages up to TLS 1.2. */

import { messagesClassic } from '../../wire/messages-classic.ts';
import { expecting } from '../flow.ts';

export const expectClassic = expecting(messagesClassic);
