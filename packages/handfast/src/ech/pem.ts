/** Keys and configurations in one file, as other servers read it. RFC 9934 */

import { encodePem, parsePemOf } from '../asn1/pem.ts';
import { equalBytes } from '../base/bytes.ts';
import { MisuseError } from '../base/errors.ts';
import type { CryptoProvider } from '../crypto/provider.ts';
import { decode, encode } from '../wire/codec.ts';
import { EchConfig, EchConfigList } from '../wire/ech-config.ts';
import { pkcs8FromPem } from '../x509/private-key.ts';
import { type CreatedEchKey, echConfigList } from './create.ts';
import { type EchKey, kemPublicKey } from './key.ts';

/** One key as PEM: `PRIVATE KEY`, then `ECHCONFIG`. A secret. */
export const echKeyToPem = (key: Pick<CreatedEchKey, 'config' | 'pkcs8'>): string =>
  encodePem('PRIVATE KEY', key.pkcs8) + encodePem('ECHCONFIG', echConfigList([key]));

/** The configurations of a PEM text that belong to its key. Throws `bad_pem`, and `MisuseError` when there are none. */
export function echKeysFromPem(crypto: CryptoProvider, text: string): readonly EchKey[] {
  const privateKey = crypto.importPrivateKey(pkcs8FromPem(text));
  const own = privateKey && kemPublicKey(privateKey.info);
  if (privateKey === undefined || own === undefined) throw new MisuseError('this private key does not agree');
  const keys = listOf(text).flatMap((config) => {
    const fits = config.contents !== undefined && equalBytes(config.contents.keyConfig.publicKey, own);
    return fits ? [{ config: encode(EchConfig, config), privateKey }] : [];
  });
  if (keys.length === 0) throw new MisuseError('no ECH configuration of this PEM text belongs to its key');
  return keys;
}

/** The ECHConfigList of a PEM text, with a key or without. Throws `bad_pem`, and `MisuseError` when there is none. */
export const echConfigListFromPem = (text: string): Uint8Array => encode(EchConfigList, listOf(text));

function listOf(text: string): EchConfigList {
  const [list] = parsePemOf('ECHCONFIG', text);
  return decode(EchConfigList, list as Uint8Array);
}
