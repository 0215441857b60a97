/** ClientHello: everything the client offers. RFC 8446 §4.1.2; the same layout since SSL 3.0. */

import { carrierOf } from '../../registry/versions.ts';
import { type Codec, fixed, type Infer, opaque, struct, trailing, vector } from '../codec.ts';
import { extensionsOf } from '../extensions/extension.ts';
import { extensionTable } from '../extensions/table.ts';
import { cipherSuite, compressionMethod, protocolVersion } from '../names.ts';

const opening = { legacyVersion: protocolVersion, random: fixed(32), legacySessionId: opaque(1, { max: 32 }) };
const offer = {
  cipherSuites: vector(2, cipherSuite, { min: 2, max: 2 ** 16 - 2 }),
  legacyCompressionMethods: vector(1, compressionMethod, { min: 1 }),
  extensions: trailing(extensionsOf(extensionTable, 'ClientHello')),
};
const plain = struct('ClientHello', { ...opening, ...offer });
const opaqueCookie = opaque(1);
const cookie: Codec<Uint8Array | undefined> = {
  name: opaqueCookie.name,
  read: opaqueCookie.read,
  write: (output, value = noCookie) => opaqueCookie.write(output, value),
};
/** DTLS has one field more. RFC 6347 §4.2.1, RFC 9147 §5.3 */
const withCookie = struct('ClientHello', { ...opening, legacyCookie: cookie, ...offer });

export type ClientHello = Infer<typeof plain> & {
  /** What HelloVerifyRequest asked for; `undefined` and empty mean the same, and in TLS there is no such field. */
  readonly legacyCookie?: Uint8Array | undefined;
};

/** The version, which comes first, tells which of the two layouts follows. */
export const ClientHello: Codec<ClientHello> = {
  name: 'ClientHello',
  read(input) {
    return layoutOf(input.peekUint16()).read(input);
  },
  write(output, hello) {
    layoutOf(hello.legacyVersion).write(output, hello);
  },
};

const layoutOf = (version: number): Codec<ClientHello> => (carrierOf(version) === 'datagram' ? withCookie : plain);

const noCookie = new Uint8Array(0);
