/** padding: zeros that bring a ClientHello to a length that old middleboxes survive. RFC 7685 §3 */

import { rest } from '../codec.ts';
import { extension } from './extension.ts';

export const padding = extension(21, 'padding', { ClientHello: rest });
