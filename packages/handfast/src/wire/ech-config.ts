/** ECHConfig: the public key that a ClientHello is encrypted to, and whose it is. RFC 9849 §4 */

import { hpkeAeadName, hpkeKdfName, hpkeKemName } from '../registry/hpke.ts';
import { type Codec, type Infer, named, opaque, prefixed, struct, uint8, uint16, vector } from './codec.ts';

const kemId = named(uint16, 'HpkeKemId', hpkeKemName);

export const HpkeSymmetricCipherSuite = struct('HpkeSymmetricCipherSuite', {
  kdfId: named(uint16, 'HpkeKdfId', hpkeKdfName),
  aeadId: named(uint16, 'HpkeAeadId', hpkeAeadName),
});
export type HpkeSymmetricCipherSuite = Infer<typeof HpkeSymmetricCipherSuite>;

const HpkeKeyConfig = struct('HpkeKeyConfig', {
  configId: uint8,
  kemId,
  publicKey: opaque(2, { min: 1 }),
  cipherSuites: vector(2, HpkeSymmetricCipherSuite, { min: 4, max: 2 ** 16 - 4 }),
});

const EchConfigExtension = struct('ECHConfigExtension', { type: uint16, data: opaque(2) });

const EchConfigContents = struct('ECHConfigContents', {
  keyConfig: HpkeKeyConfig,
  maximumNameLength: uint8,
  publicName: opaque(1, { min: 1 }),
  extensions: vector(2, EchConfigExtension),
});
export type EchConfigContents = Infer<typeof EchConfigContents>;

/** The version that RFC 9849 defines: the number of the extension, too. */
export const echVersion = 0xfe0d;

/** One configuration. Of versions that we do not know, `contents` is `undefined` and `unknown` holds the bytes. */
export interface EchConfig {
  readonly version: number;
  readonly contents: EchConfigContents | undefined;
  readonly unknown?: Uint8Array | undefined;
}

const versionNumber = named(uint16, 'uint16', (version) => (version === echVersion ? 'RFC 9849' : 'unknown version'));
const knownContents = prefixed(2, {}, 'ECHConfigContents', EchConfigContents);
const unknownContents = opaque(2);

/** `struct { uint16 version; uint16 length; select (version) { … }; } ECHConfig` */
export const EchConfig: Codec<EchConfig> = {
  name: 'ECHConfig',
  read(input) {
    const version = input.field('version', versionNumber);
    return version === echVersion
      ? { version, contents: input.field('contents', knownContents) }
      : { version, contents: undefined, unknown: input.field('contents', unknownContents) };
  },
  write(output, { version, contents, unknown }) {
    output.uint(2, version);
    if (contents === undefined) unknownContents.write(output, unknown ?? new Uint8Array(0));
    else knownContents.write(output, contents);
  },
};

/** `ECHConfig ECHConfigList<4..2^16-1>`, the best first: what a server publishes. */
export const EchConfigList = vector(2, EchConfig, { min: 4 });
export type EchConfigList = Infer<typeof EchConfigList>;
