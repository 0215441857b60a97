/** What a ClientHello says for the sake of versions up to TLS 1.2. RFC 5246 §7.4.1.2 */

import { signallingSuites } from '../../registry/cipher-suites.ts';
import type { VersionRow } from '../../registry/versions.ts';
import type { Extensions } from '../../wire/extensions/table.ts';
import type { ClientHello } from '../../wire/messages/client-hello.ts';
import type { ClientSettings, Settings } from '../settings.ts';

/** The number where older servers look for the newest version that we speak. TLS 1.3 is announced elsewhere. */
export const helloVersion = (versions: readonly VersionRow[]): number => (versions.at(-1) as VersionRow).helloVersion;

/** What versions before TLS 1.3 need to be safe (RFC 7627, RFC 7366), and what elliptic curves need (RFC 8422 §5.1.2). */
export function classicExtensions({ groups, cipherSuites, classic }: ClientSettings): Extensions<'ClientHello'> {
  const blocks = cipherSuites.some(({ cipher }) => cipher.kind === 'block');
  return {
    ...(groups.length > 0 && { ec_point_formats: [0] }),
    ...(classic.encryptsThenMacs && blocks && { encrypt_then_mac: {} }),
    ...(classic.user !== undefined && { srp: classic.user }),
    ...(classic.truncatesMacs && { truncated_hmac: {} }),
    extended_master_secret: {},
  };
}

/** Whether signatures name their schemes in any version on offer. RFC 5246 §7.4.1.4.1 */
export const namesSchemes = ({ versions }: Pick<Settings, 'versions'>): boolean =>
  versions.some(({ signature }) => signature === 'scheme');

/**
 * The hello without extensions, if no version on offer knows any; a suite says then what must be said, but for the one
 * extension that binds one more handshake to the first. RFC 5746 §3.4, §3.5, §4.5
 */
export function withoutExtensions(hello: ClientHello, { versions }: Pick<Settings, 'versions'>): ClientHello {
  if (versions.some(({ extensions }) => extensions)) return hello;
  const { renegotiation_info } = hello.extensions ?? {};
  if (renegotiation_info !== undefined && renegotiation_info.length > 0)
    return { ...hello, extensions: { renegotiation_info } };
  const cipherSuites = [...hello.cipherSuites, signallingSuites.TLS_EMPTY_RENEGOTIATION_INFO_SCSV];
  return { ...hello, cipherSuites, extensions: undefined };
}
