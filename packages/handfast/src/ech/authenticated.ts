/** What keys and ciphertext of a hidden ClientHello are bound to. RFC 9849 §5.2, §6.1 */

import { concat, utf8 } from '../base/bytes.ts';
import { decode, encode } from '../wire/codec.ts';
import { RawClientHello } from '../wire/encoded-hello.ts';
import { encryptedClientHello, type OuterHello } from '../wire/extensions/encrypted-client-hello.ts';

/** ClientHelloOuterAAD: the body of the outer ClientHello, with zeros in place of what is encrypted. */
export function outerAuthenticated(body: Uint8Array, outer: OuterHello): Uint8Array {
  const raw = decode(RawClientHello, body);
  const blank = { ...outer, type: 'outer' as const, payload: new Uint8Array(outer.payload.length) };
  const data = encode(encryptedClientHello.formats.ClientHello, blank);
  const extensions = raw.extensions.map((one) => (one.type === encryptedClientHello.id ? { ...one, data } : one));
  return encode(RawClientHello, { ...raw, extensions });
}

/** `"tls ech" || 0x00 || ECHConfig`: the info of HPKE. */
export const hpkeInfo = (config: Uint8Array): Uint8Array => concat(utf8('tls ech\0'), config);
