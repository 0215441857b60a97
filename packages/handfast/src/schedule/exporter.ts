/** Keying material for the application, bound to the connection. RFC 8446 §7.5 */

import type { Secret } from '../base/secret.ts';
import type { CryptoProvider } from '../crypto/provider.ts';
import type { Hkdf } from './hkdf.ts';

/** `TLS-Exporter(label, context_value, key_length)` from the exporter master secret. */
export function exportKeyingMaterial(
  crypto: CryptoProvider,
  hkdf: Hkdf,
  exporterMaster: Secret,
  label: string,
  context: Uint8Array,
  length: number,
): Uint8Array {
  using secret = hkdf.deriveSecret(exporterMaster, label, hkdf.emptyHash);
  const contextHash = crypto.hash(hkdf.hash).update(context).digest();
  return hkdf.expandLabel(secret, 'exporter', contextHash, length);
}
