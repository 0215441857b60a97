/** A server's configurations with their keys, checked. RFC 9849 §4 */

import { equalBytes } from '../base/bytes.ts';
import { MisuseError } from '../base/errors.ts';
import type { PublicKeyInfo } from '../crypto/algorithms.ts';
import type { PrivateKey } from '../crypto/provider.ts';
import { decode } from '../wire/codec.ts';
import { EchConfig, type EchConfigContents } from '../wire/ech-config.ts';
import { describeConfig } from './config.ts';

/** A published configuration and its key. */
export interface EchKey {
  /** One ECHConfig. */
  readonly config: Uint8Array;
  /** Of the kind that the configuration's KEM needs. It may live anywhere, as long as it agrees. */
  readonly privateKey: PrivateKey;
  /** Whether clients that come with an older configuration are told to use this one. Default true. */
  readonly retry?: boolean | undefined;
}

/** The same, read. */
export interface KnownKey {
  readonly bytes: Uint8Array;
  readonly config: EchConfig;
  readonly contents: EchConfigContents;
  readonly privateKey: PrivateKey;
  readonly retry: boolean;
}

/** Throws `ProtocolError` for a malformed configuration, and `MisuseError` for a key that is not the one it names. */
export function knownKey({ config: bytes, privateKey, retry = true }: EchKey): KnownKey {
  const config = decode(EchConfig, bytes);
  const { contents } = config;
  if (contents === undefined) throw new MisuseError(`an ECHConfig has the unknown version ${config.version}`);
  const own = kemPublicKey(privateKey.info);
  if (own === undefined || !equalBytes(own, contents.keyConfig.publicKey)) {
    throw new MisuseError(`the private key is not that of the ECH configuration ${describeConfig(contents)}`);
  }
  return { bytes, config, contents, privateKey, retry };
}

/** A public key as KEMs write it; `undefined` when it agrees on nothing. RFC 9180 §7.1.1 */
export function kemPublicKey(info: PublicKeyInfo): Uint8Array | undefined {
  if (info.kind === 'ec') return info.point;
  return info.kind === 'x25519' || info.kind === 'x448' ? info.bytes : undefined;
}
