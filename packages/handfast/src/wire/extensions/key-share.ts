/** key_share: public values for the key exchange. RFC 8446 §4.2.8 */

import { opaque, struct, vector } from '../codec.ts';
import { namedGroup } from '../names.ts';
import { extension } from './extension.ts';

export const KeyShareEntry = struct('KeyShareEntry', { group: namedGroup, keyExchange: opaque(2, { min: 1 }) });

export const keyShare = extension(51, 'key_share', {
  ClientHello: vector(2, KeyShareEntry),
  ServerHello: KeyShareEntry,
  HelloRetryRequest: namedGroup,
});
