/** What a PSK gives before the server has answered: keys for early data, and an exporter. RFC 8446 §7.1, §7.5 */

import type { NegotiableSuite } from '../../registry/cipher-suites.ts';
import * as schedule from '../../schedule/tls13.ts';
import type { HandshakeIo } from '../io.ts';
import type { Role } from '../tls13/keys.ts';
import type { PreSharedKey } from './pre-shared-key.ts';

/** Protects one direction with early keys. Call when the transcript ends with the first ClientHello. */
export function takeEarlyKeys(
  io: HandshakeIo,
  role: Role,
  suite: NegotiableSuite,
  psk: PreSharedKey,
  clientRandom: Uint8Array,
): void {
  const kdf = io.hkdf(psk.hash);
  const hello = io.transcript.digestWith(psk.hash, new Uint8Array(0));
  using early = schedule.earlySecret(kdf, psk.secret.expose());
  using traffic = schedule.clientEarlyTrafficSecret(kdf, early, hello);
  const exporter = schedule.earlyExporterMasterSecret(kdf, early, hello);
  io.logSecret('CLIENT_EARLY_TRAFFIC_SECRET', clientRandom, traffic);
  io.logSecret('EARLY_EXPORTER_SECRET', clientRandom, exporter);
  io.keepEarlyExporter(psk.hash, exporter);
  if (role === 'client') io.writeWith('early', suite, traffic);
  else io.readWith('early', suite, traffic);
}
