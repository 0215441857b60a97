/** Numbers with names from the registries: the codecs that print what a code point means. */

import { certificateTypeName } from '../registry/certificate-types.ts';
import { suiteName } from '../registry/cipher-suites.ts';
import { extensionName } from '../registry/extension-types.ts';
import { groupName } from '../registry/groups.ts';
import { schemeName } from '../registry/signature-schemes.ts';
import { versionName } from '../registry/versions.ts';
import { type Codec, named, uint8, uint16 } from './codec.ts';

export const protocolVersion: Codec<number> = named(uint16, 'ProtocolVersion', versionName);
export const cipherSuite: Codec<number> = named(uint16, 'CipherSuite', suiteName);
export const namedGroup: Codec<number> = named(uint16, 'NamedGroup', groupName);
export const signatureScheme: Codec<number> = named(uint16, 'SignatureScheme', schemeName);
export const extensionType: Codec<number> = named(uint16, 'ExtensionType', extensionName);
export const certificateType: Codec<number> = named(uint8, 'CertificateType', certificateTypeName);
export const compressionMethod: Codec<number> = named(uint8, 'CompressionMethod', (id) => compressionMethods[id]);

const compressionMethods: Readonly<Record<number, string>> = { 0: 'null', 1: 'DEFLATE', 64: 'LZS' };
