/** rrc: whether both sides check that a peer that moved hears them where it seems to be. RFC 9853 §3 */

import { empty } from '../codec.ts';
import { extension } from './extension.ts';

export const rrc = extension(61, 'rrc', { ClientHello: empty, ServerHello: empty });
