/** srp: the user whose password both sides know, up to TLS 1.2. RFC 5054 §2.8.1 */

import { opaque } from '../codec.ts';
import { extension } from './extension.ts';

export const srp = extension(12, 'srp', { ClientHello: opaque(1, { min: 1 }) });
