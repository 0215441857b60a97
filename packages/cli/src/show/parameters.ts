/** What a handshake agreed on. */

import type { ConnectionInfo } from 'handfast';
import type { Screen } from '../terminal/screen.ts';

/** One parameter a line. */
export function showParameters(screen: Screen, info: ConnectionInfo): void {
  for (const [label, text] of parameters(info)) screen.line(`  ${screen.paint('bold', label.padEnd(13))} ${text}`);
}

function parameters(info: ConnectionInfo): readonly (readonly [label: string, text: string])[] {
  const { version, cipherSuite, group, signatureScheme, protocol, resumed, retried, earlyData, peer } = info;
  return [
    ['Version', version],
    ['Cipher suite', cipherSuite],
    ['Group', `${group ?? 'none'}${retried ? ', after HelloRetryRequest' : ''}`],
    ['Signature', signatureScheme ?? 'none, a key from before was used'],
    ['Protocol', protocol === undefined ? 'none agreed on' : protocol],
    ...(resumed ? [['Resumed', version.endsWith('1.3') ? 'yes' : 'yes, by an abbreviated handshake'] as const] : []),
    ...(peer?.ocspResponse === undefined ? [] : [['OCSP', 'a stapled response came'] as const]),
    ...(info.encryptedClientHello === 'accepted' ? [['ClientHello', 'hidden, and read by the server'] as const] : []),
    ...(earlyData === 'none' ? [] : [['Early data', earlyData] as const]),
  ];
}
