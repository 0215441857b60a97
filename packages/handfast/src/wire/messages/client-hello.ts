/** ClientHello: everything the client offers. RFC 8446 §4.1.2; the same layout since SSL 3.0. */

import { fixed, type Infer, opaque, struct, trailing, vector } from '../codec.ts';
import { extensionsOf } from '../extensions/extension.ts';
import { extensionTable } from '../extensions/table.ts';
import { cipherSuite, compressionMethod, protocolVersion } from '../names.ts';

export const ClientHello = struct('ClientHello', {
  legacyVersion: protocolVersion,
  random: fixed(32),
  legacySessionId: opaque(1, { max: 32 }),
  cipherSuites: vector(2, cipherSuite, { min: 2, max: 2 ** 16 - 2 }),
  legacyCompressionMethods: vector(1, compressionMethod, { min: 1 }),
  extensions: trailing(extensionsOf(extensionTable, 'ClientHello')),
});
export type ClientHello = Infer<typeof ClientHello>;
