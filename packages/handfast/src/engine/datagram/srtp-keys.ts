/** Keys for media from the handshake that came before them. RFC 5764 §4.2 */

import { MisuseError } from '../../base/errors.ts';
import { srtpProfileNamed } from '../../registry/srtp-profiles.ts';
import type { ConnectionInfo } from '../info.ts';

/** What protects media in one direction. */
export interface SrtpKeys {
  readonly key: Uint8Array;
  readonly salt: Uint8Array;
}

/** Whoever can export keying material after the handshake: a connection, a socket. */
interface Exporting {
  exportKeyingMaterial(label: string, context: Uint8Array | undefined, length: number): Uint8Array;
}

/** Keys for what the client sends and for what the server sends. Throws `MisuseError` when no profile was agreed on. */
export function srtpKeys(
  connection: Exporting,
  { srtpProfile }: Pick<ConnectionInfo, 'srtpProfile'>,
): Readonly<Record<'client' | 'server', SrtpKeys>> {
  const profile = srtpProfile && srtpProfileNamed(srtpProfile);
  if (!profile) throw new MisuseError('no protection of media was agreed on');
  const { keyLength, saltLength } = profile;
  const bytes = connection.exportKeyingMaterial('EXTRACTOR-dtls_srtp', undefined, 2 * (keyLength + saltLength));
  let at = 0;
  const next = (length: number): Uint8Array => bytes.subarray(at, (at += length));
  const keys = [next(keyLength), next(keyLength)] as const;
  const salts = [next(saltLength), next(saltLength)] as const;
  return { client: { key: keys[0], salt: salts[0] }, server: { key: keys[1], salt: salts[1] } };
}
