/** psk_key_exchange_modes: whether a PSK is used with or without (EC)DHE. RFC 8446 §4.2.9 */

import { named, uint8, vector } from '../codec.ts';
import { extension } from './extension.ts';

const PskKeyExchangeMode = named(uint8, 'PskKeyExchangeMode', (mode) => ['psk_ke', 'psk_dhe_ke'][mode]);

export const pskKeyExchangeModes = extension(45, 'psk_key_exchange_modes', {
  ClientHello: vector(1, PskKeyExchangeMode, { min: 1 }),
});
