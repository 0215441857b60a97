/** New configurations: what a server publishes, and the key behind it. RFC 9849 §4 */

import { type Awaitable, whenReady } from '../base/awaitable.ts';
import { utf8 } from '../base/bytes.ts';
import { MisuseError } from '../base/errors.ts';
import type { KeySpec } from '../crypto/algorithms.ts';
import { canSeal } from '../crypto/hpke/suite.ts';
import type { CryptoProvider } from '../crypto/provider.ts';
import { type HpkeKem, hpkeAeads, hpkeKems } from '../registry/hpke.ts';
import { decode, encode } from '../wire/codec.ts';
import { EchConfig, type EchConfigContents, EchConfigList, echVersion } from '../wire/ech-config.ts';

import { publicNameOf } from './config.ts';
import { type EchKey, kemPublicKey } from './key.ts';

export interface EchConfigOptions {
  /** The name that everybody may see: the server must have a certificate for it. */
  readonly publicName: string;
  /** The longest name that may be hidden, in bytes: shorter ones are padded to it. Default 0: not known. */
  readonly maximumNameLength?: number | undefined;
  /** 0 to 255, different for all keys that are in use. Default: any. */
  readonly configId?: number | undefined;
  /** Default `DHKEM(X25519, HKDF-SHA256)`, which every client must know. */
  readonly kem?: string | undefined;
}

/** A key with what belongs into a file beside it. */
export interface CreatedEchKey extends EchKey {
  /** DER PrivateKeyInfo: a secret. */
  readonly pkcs8: Uint8Array;
}

/** Makes a key and its configuration. Throws `MisuseError` for a name that clients would not believe. */
export function createEchKey(crypto: CryptoProvider, options: EchConfigOptions): Awaitable<CreatedEchKey> {
  const { publicName, maximumNameLength = 0, kem: wanted = 'DHKEM(X25519, HKDF-SHA256)' } = options;
  const kem = hpkeKems.find(({ name }) => name === wanted);
  if (kem === undefined) throw new MisuseError(`${wanted} is not a KEM of HPKE`);
  const configId = options.configId ?? (crypto.random(1)[0] as number);
  checkByte('configId', configId);
  checkByte('maximumNameLength', maximumNameLength);
  const generated = crypto.generateKey(specOf(kem));
  if (generated === undefined) throw new MisuseError(`the provider ${crypto.name} makes no keys for ${kem.name}`);
  return whenReady(generated, ({ privateKey, pkcs8 }) => {
    const contents: EchConfigContents = {
      keyConfig: {
        configId,
        kemId: kem.id,
        publicKey: kemPublicKey(privateKey.info) ?? new Uint8Array(0),
        cipherSuites: hpkeAeads
          .filter((row) => canSeal(crypto, row))
          .map(({ id }) => ({ kdfId: hkdfSha256, aeadId: id })),
      },
      maximumNameLength,
      publicName: utf8(publicName),
      extensions: [],
    };
    if (publicNameOf(contents) === undefined) throw new MisuseError(`${publicName} cannot be a public name`);
    return { config: encode(EchConfig, { version: echVersion, contents }), privateKey, pkcs8 };
  });
}

/** What goes into DNS (RFC 9848), or to a client: an ECHConfigList, the best first. */
export const echConfigList = (keys: readonly Pick<EchKey, 'config'>[]): Uint8Array =>
  encode(
    EchConfigList,
    keys.map(({ config }) => decode(EchConfig, config)),
  );

const specOf = ({ group }: HpkeKem): KeySpec =>
  group === 'x25519' || group === 'x448' ? { kind: group } : { kind: 'ec', curve: group as 'secp256r1' };

function checkByte(name: string, value: number): void {
  if (!Number.isInteger(value) || value < 0 || value > 255) throw new MisuseError(`${name} must be 0 to 255`);
}

/** Its number: the one KDF that every client must know. */
const hkdfSha256 = 1;
