/** cookie: what a server hands out with HelloRetryRequest and wants back. RFC 8446 §4.2.2 */

import { opaque } from '../codec.ts';
import { extension } from './extension.ts';

const Cookie = opaque(2, { min: 1 });

export const cookie = extension(44, 'cookie', { ClientHello: Cookie, HelloRetryRequest: Cookie });
