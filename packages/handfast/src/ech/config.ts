/** Which of a server's configurations a client can use. RFC 9849 §4, §6.1, §6.1.7 */

import { fromUtf8, toHex } from '../base/bytes.ts';
import { type HpkeSuite, hpkeSuite } from '../crypto/hpke/suite.ts';
import type { CryptoProvider } from '../crypto/provider.ts';
import { encode } from '../wire/codec.ts';
import { EchConfig, type EchConfigContents, type EchConfigList } from '../wire/ech-config.ts';
import { isDnsName } from '../x509/host-name.ts';

/** A configuration and the first of its suites that both sides know. */
export interface UsableConfig {
  readonly contents: EchConfigContents;
  readonly suite: HpkeSuite;
  readonly publicName: string;
  /** The whole ECHConfig. */
  readonly bytes: Uint8Array;
}

/** Those that can be used, in the server's order. */
export const usableConfigs = (crypto: CryptoProvider, list: EchConfigList): readonly UsableConfig[] =>
  list.flatMap((config) => usable(crypto, config) ?? []);

function usable(crypto: CryptoProvider, config: EchConfig): UsableConfig | undefined {
  const { contents } = config;
  if (contents === undefined || asksTooMuch(contents)) return undefined;
  const publicName = publicNameOf(contents);
  if (publicName === undefined) return undefined;
  const { kemId, cipherSuites } = contents.keyConfig;
  for (const { kdfId, aeadId } of cipherSuites) {
    const suite = hpkeSuite(crypto, kemId, kdfId, aeadId);
    if (suite !== undefined) return { contents, suite, publicName, bytes: encode(EchConfig, config) };
  }
  return undefined;
}

/** Mandatory extensions have the highest bit: we know none. Nothing may be said twice. RFC 9849 §4.2 */
function asksTooMuch({ extensions }: EchConfigContents): boolean {
  const types = extensions.map(({ type }) => type);
  return types.some((type) => type >= 0x8000) || new Set(types).size < types.length;
}

/** The public name, if it is a host name in the preferred syntax and no address. RFC 9849 §6.1.7 */
export function publicNameOf({ publicName }: EchConfigContents): string | undefined {
  const text = fromUtf8(publicName);
  return text !== undefined && !text.includes('*') && isDnsName(text) ? text : undefined;
}

/** How a configuration is spoken of in errors. */
export const describeConfig = ({ keyConfig, publicName }: EchConfigContents): string =>
  `${keyConfig.configId} for ${fromUtf8(publicName) ?? toHex(publicName)}`;
