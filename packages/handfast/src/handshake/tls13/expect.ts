/** `expect` for the messages of TLS 1.3. */

import { messages13 } from '../../wire/messages13.ts';
import { expecting } from '../flow.ts';

export const expect13 = expecting(messages13);
