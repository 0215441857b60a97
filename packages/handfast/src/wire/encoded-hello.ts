/** A ClientHello whose extensions are left as bytes, and the form in which one is encrypted. RFC 9849 §5.1 */

import { carrierOf } from '../registry/versions.ts';
import { type Codec, fixed, type Infer, opaque, rest, struct, vector } from './codec.ts';
import { extensionType, protocolVersion } from './names.ts';

const RawExtension = struct('Extension', { type: extensionType, data: opaque(2) });
export type RawExtension = Infer<typeof RawExtension>;

const opening = { legacyVersion: protocolVersion, random: fixed(32), legacySessionId: opaque(1, { max: 32 }) };
const offer = { cipherSuites: opaque(2), legacyCompressionMethods: opaque(1), extensions: vector(2, RawExtension) };
const plain = struct('ClientHello', { ...opening, ...offer });
const withCookie = struct('ClientHello', { ...opening, legacyCookie: opaque(1), ...offer });

export type RawClientHello = Infer<typeof plain> & { readonly legacyCookie?: Uint8Array | undefined };

/** A ClientHello to take apart and put together again, byte for byte. DTLS has one field more (RFC 9147 §5.3). */
export const RawClientHello: Codec<RawClientHello> = {
  name: 'ClientHello',
  read(input) {
    return layoutOf(input.peekUint16()).read(input);
  },
  write(output, hello) {
    layoutOf(hello.legacyVersion).write(output, { ...hello, legacyCookie: hello.legacyCookie ?? new Uint8Array(0) });
  },
};

const layoutOf = (version: number): typeof withCookie | typeof plain =>
  carrierOf(version) === 'datagram' ? withCookie : plain;

/** What is encrypted: without a session ID, perhaps without extensions that the outer one holds too, and padded. */
export const EncodedClientHelloInner = struct('EncodedClientHelloInner', { clientHello: RawClientHello, zeros: rest });

/** `ExtensionType OuterExtensions<2..254>`: extensions to be copied from the outer ClientHello. */
export const OuterExtensions = vector(1, extensionType, { min: 2, max: 254 });

/** Its number. */
export const outerExtensionsType = 0xfd00;
