/** The key schedule of TLS 1.3: one function per formula, in the order of the figure in RFC 8446 §7.1. */

import type { Secret } from '../base/secret.ts';
import type { Hkdf } from './hkdf.ts';

/** `Early Secret = HKDF-Extract(0, PSK)`; without a PSK, zeros stand in its place. */
export const earlySecret = (hkdf: Hkdf, psk: Uint8Array = hkdf.zeros): Secret => hkdf.extract(hkdf.zeros, psk);

/** `binder_key = Derive-Secret(Early Secret, "ext binder" | "res binder", "")`; "imp binder" since RFC 9258 §5.2. */
export const binderKey = (hkdf: Hkdf, early: Secret, label: 'ext binder' | 'res binder' | 'imp binder'): Secret =>
  hkdf.deriveSecret(early, label, hkdf.emptyHash);

/** From the Early Secret, over the first ClientHello. */
export const clientEarlyTrafficSecret = (hkdf: Hkdf, early: Secret, transcriptHash: Uint8Array): Secret =>
  hkdf.deriveSecret(early, 'c e traffic', transcriptHash);

/** From the Early Secret, over the first ClientHello. RFC 8446 §7.5 */
export const earlyExporterMasterSecret = (hkdf: Hkdf, early: Secret, transcriptHash: Uint8Array): Secret =>
  hkdf.deriveSecret(early, 'e exp master', transcriptHash);

/** `Handshake Secret = HKDF-Extract(Derive-Secret(Early Secret, "derived", ""), (EC)DHE)`; zeros stand for no (EC)DHE. */
export function handshakeSecret(hkdf: Hkdf, early: Secret, sharedSecret: Uint8Array = hkdf.zeros): Secret {
  using derived = hkdf.deriveSecret(early, 'derived', hkdf.emptyHash);
  return hkdf.extract(derived.expose(), sharedSecret);
}

/** `Master Secret = HKDF-Extract(Derive-Secret(Handshake Secret, "derived", ""), 0)` */
export function masterSecret(hkdf: Hkdf, handshake: Secret): Secret {
  using derived = hkdf.deriveSecret(handshake, 'derived', hkdf.emptyHash);
  return hkdf.extract(derived.expose(), hkdf.zeros);
}

/** From the Handshake Secret, over ClientHello…ServerHello. */
export const clientHandshakeTrafficSecret = (hkdf: Hkdf, handshake: Secret, transcriptHash: Uint8Array): Secret =>
  hkdf.deriveSecret(handshake, 'c hs traffic', transcriptHash);

/** From the Handshake Secret, over ClientHello…ServerHello. */
export const serverHandshakeTrafficSecret = (hkdf: Hkdf, handshake: Secret, transcriptHash: Uint8Array): Secret =>
  hkdf.deriveSecret(handshake, 's hs traffic', transcriptHash);

/** From the Master Secret, over ClientHello…server Finished. */
export const clientApplicationTrafficSecret = (hkdf: Hkdf, master: Secret, transcriptHash: Uint8Array): Secret =>
  hkdf.deriveSecret(master, 'c ap traffic', transcriptHash);

/** From the Master Secret, over ClientHello…server Finished. */
export const serverApplicationTrafficSecret = (hkdf: Hkdf, master: Secret, transcriptHash: Uint8Array): Secret =>
  hkdf.deriveSecret(master, 's ap traffic', transcriptHash);

/** From the Master Secret, over ClientHello…server Finished. RFC 8446 §7.5 */
export const exporterMasterSecret = (hkdf: Hkdf, master: Secret, transcriptHash: Uint8Array): Secret =>
  hkdf.deriveSecret(master, 'exp master', transcriptHash);

/** From the Master Secret, over ClientHello…client Finished. */
export const resumptionMasterSecret = (hkdf: Hkdf, master: Secret, transcriptHash: Uint8Array): Secret =>
  hkdf.deriveSecret(master, 'res master', transcriptHash);

/** `HKDF-Expand-Label(resumption_master_secret, "resumption", ticket_nonce, Hash.length)`. RFC 8446 §4.6.1 */
export const resumptionPsk = (hkdf: Hkdf, resumptionMaster: Secret, ticketNonce: Uint8Array): Secret =>
  hkdf.deriveSecret(resumptionMaster, 'resumption', ticketNonce);

/** `application_traffic_secret_N+1`, after a KeyUpdate. RFC 8446 §7.2 */
export const nextTrafficSecret = (hkdf: Hkdf, current: Secret): Secret =>
  hkdf.deriveSecret(current, 'traffic upd', noContext);

/** `[sender]_write_key` and `[sender]_write_iv`. RFC 8446 §7.3 */
export const trafficKeys = (
  hkdf: Hkdf,
  trafficSecret: Secret,
  keyLength: number,
): { readonly key: Uint8Array; readonly iv: Uint8Array } => ({
  key: hkdf.expandLabel(trafficSecret, 'key', noContext, keyLength),
  iv: hkdf.expandLabel(trafficSecret, 'iv', noContext, ivLength),
});

/** `sn_key = HKDF-Expand-Label(Secret, "sn", "", key_length)`, which hides sequence numbers. RFC 9147 §4.2.3 */
export const sequenceNumberKey = (hkdf: Hkdf, trafficSecret: Secret, keyLength: number): Uint8Array =>
  hkdf.expandLabel(trafficSecret, 'sn', noContext, keyLength);

/** `verify_data = HMAC(finished_key, Transcript-Hash(…))`. RFC 8446 §4.4.4 */
export function verifyData(hkdf: Hkdf, baseKey: Secret, transcriptHash: Uint8Array): Uint8Array {
  using finishedKey = hkdf.deriveSecret(baseKey, 'finished', noContext);
  return hkdf.hmac(finishedKey, transcriptHash);
}

const noContext = new Uint8Array(0);
const ivLength = 12;
