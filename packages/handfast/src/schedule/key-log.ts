/** Lines of the key log format that Wireshark and others read. RFC 9850 §2 */

import { toHex } from '../base/bytes.ts';

/** What a secret is called in a key log. */
export type KeyLogLabel =
  | 'CLIENT_RANDOM'
  | 'CLIENT_EARLY_TRAFFIC_SECRET'
  | 'EARLY_EXPORTER_SECRET'
  | 'CLIENT_HANDSHAKE_TRAFFIC_SECRET'
  | 'SERVER_HANDSHAKE_TRAFFIC_SECRET'
  | `CLIENT_TRAFFIC_SECRET_${number}`
  | `SERVER_TRAFFIC_SECRET_${number}`
  | 'EXPORTER_SECRET'
  // Of a ClientHello that is hidden in another, whose random they go by.
  | 'ECH_SECRET'
  | 'ECH_CONFIG';

/** One line without its end: label, client random, secret. Whoever has it can read the connection. */
export const keyLogLine = (label: KeyLogLabel, clientRandom: Uint8Array, secret: Uint8Array): string =>
  `${label} ${toHex(clientRandom)} ${toHex(secret)}`;
