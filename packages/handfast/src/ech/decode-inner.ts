/** A ClientHello, made whole again from what was encrypted and what stood around it. RFC 9849 §5.1, §7.1 */

import { ProtocolError } from '../base/errors.ts';
import { versionByWire } from '../registry/versions.ts';
import { decode, encode } from '../wire/codec.ts';
import {
  EncodedClientHelloInner,
  OuterExtensions,
  outerExtensionsType,
  RawClientHello,
  type RawExtension,
} from '../wire/encoded-hello.ts';
import { encryptedClientHello } from '../wire/extensions/encrypted-client-hello.ts';
import { ClientHello } from '../wire/messages/client-hello.ts';

/** What a ClientHello says that was hidden. */
export interface InnerHello {
  readonly hello: ClientHello;
  /** Its body, as the client has it in its transcript. */
  readonly bytes: Uint8Array;
}

/** Throws `bad_inner_hello` and `bad_outer_extensions`, and what codecs throw. `outer` is the body around it. */
export function decodeInner(encoded: Uint8Array, outer: Uint8Array): InnerHello {
  const { clientHello, zeros } = decode(EncodedClientHelloInner, encoded);
  if (zeros.some((byte) => byte !== 0)) throw new ProtocolError('bad_inner_hello', { why: 'its padding is not zero' });
  const open = decode(RawClientHello, outer);
  const bytes = encode(RawClientHello, {
    ...clientHello,
    legacySessionId: open.legacySessionId,
    extensions: withCopies(clientHello.extensions, open.extensions),
  });
  const hello = decode(ClientHello, bytes);
  checkInner(hello);
  return { hello, bytes };
}

/** A ClientHello that was hidden says so, and offers nothing that cannot be hidden. Throws `bad_inner_hello`. */
function checkInner({ extensions = {} }: ClientHello): void {
  const { encrypted_client_hello: hidden, supported_versions: versions } = extensions;
  if (hidden?.type !== 'inner') {
    throw new ProtocolError('bad_inner_hello', { why: 'it does not say that it is the inner one' });
  }
  const old = versions?.find((version) => versionByWire(version)?.flow === 'classic');
  if (versions === undefined || old !== undefined) {
    throw new ProtocolError('bad_inner_hello', { why: 'it offers a version before TLS 1.3' });
  }
}

/** One pass over both lists: nobody makes us work, or grow what was sent. RFC 9849 Appendix B, §10.12.4 */
function withCopies(inner: readonly RawExtension[], outer: readonly RawExtension[]): readonly RawExtension[] {
  const at = inner.findIndex(({ type }) => type === outerExtensionsType);
  if (at < 0) return inner;
  const names = decode(OuterExtensions, (inner[at] as RawExtension).data);
  let next = 0;
  const copies = names.map((name) => {
    if (name === encryptedClientHello.id) throw new ProtocolError('bad_outer_extensions', { extension: name });
    while (next < outer.length && outer[next]?.type !== name) next++;
    const copy = outer[next++];
    if (copy === undefined) throw new ProtocolError('bad_outer_extensions', { extension: name });
    return copy;
  });
  const whole = [...inner.slice(0, at), ...copies, ...inner.slice(at + 1)];
  if (whole.some(({ type }) => type === outerExtensionsType)) {
    throw new ProtocolError('bad_outer_extensions', { why: 'there is more than one ech_outer_extensions' });
  }
  return whole;
}
