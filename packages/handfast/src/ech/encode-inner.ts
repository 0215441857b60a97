/** A ClientHello in the form in which it is encrypted: short, and as long as others. RFC 9849 §5.1, §6.1.3 */

import { equalBytes } from '../base/bytes.ts';
import { decode, encode } from '../wire/codec.ts';
import {
  EncodedClientHelloInner,
  OuterExtensions,
  outerExtensionsType,
  RawClientHello,
  type RawExtension,
} from '../wire/encoded-hello.ts';
import { encryptedClientHello } from '../wire/extensions/encrypted-client-hello.ts';
import { preSharedKey } from '../wire/extensions/pre-shared-key.ts';
import { serverName } from '../wire/extensions/server-name.ts';
import { ClientHello } from '../wire/messages/client-hello.ts';

/** Puts what the outer ClientHello holds too side by side, in its order, so that one extension can stand for it. RFC 9849 §6.1 */
export function arrange(inner: ClientHello, outer: ClientHello): ClientHello {
  const hidden = rawOf(inner).extensions;
  const entries = Object.entries(inner.extensions ?? {}).filter(([, value]) => value !== undefined);
  const shared = rawOf(outer).extensions.flatMap((extension) => {
    const at = hidden.findIndex((own) => repeats(own, extension));
    return at < 0 ? [] : [at];
  });
  const isLast = (at: number): boolean => hidden[at]?.type === preSharedKey.id;
  const own = hidden.flatMap((_, at) => (shared.includes(at) || isLast(at) ? [] : [at]));
  const last = hidden.flatMap((_, at) => (isLast(at) ? [at] : []));
  const order = [...own, ...shared, ...last];
  return {
    ...inner,
    extensions: Object.fromEntries(
      order.map((at) => entries[at] as (typeof entries)[number]),
    ) as ClientHello['extensions'],
  };
}

/** EncodedClientHelloInner. `longestName`: what the server says its names are at most. */
export function encodeInner(inner: ClientHello, outer: ClientHello, longestName: number): Uint8Array {
  const { extensions, ...hello } = rawOf(inner);
  const clientHello = {
    ...hello,
    legacySessionId: new Uint8Array(0),
    extensions: withoutRepetition(extensions, rawOf(outer).extensions),
  };
  const padding = paddingFor(encode(RawClientHello, clientHello).length, nameLength(inner), longestName);
  return encode(EncodedClientHelloInner, { clientHello, zeros: new Uint8Array(padding) });
}

/** The first run of extensions that the outer ClientHello holds in the same order becomes ech_outer_extensions. */
function withoutRepetition(inner: readonly RawExtension[], outer: readonly RawExtension[]): readonly RawExtension[] {
  const first = inner.findIndex((extension) => outer.some((other) => repeats(extension, other)));
  if (first < 0) return inner;
  let end = first;
  for (let at = 0; at < outer.length && end - first < mostShared; at++) {
    if (repeats(inner[end], outer[at] as RawExtension)) end++;
  }
  const data = encode(
    OuterExtensions,
    inner.slice(first, end).map(({ type }) => type),
  );
  return [...inner.slice(0, first), { type: outerExtensionsType, data }, ...inner.slice(end)];
}

/** Whether one extension can be copied from the other. That names are equal is nobody's business. */
const repeats = (inner: RawExtension | undefined, outer: RawExtension): boolean =>
  inner?.type === outer.type && !neverShared.includes(inner.type) && equalBytes(inner.data, outer.data);

/** How many zeros follow: the length tells nothing of the name, and little of anything else. */
function paddingFor(length: number, name: number | undefined, longestName: number): number {
  const forName = name === undefined ? longestName + nameOverhead : Math.max(0, longestName - name);
  return forName + 31 - ((length + forName - 1) % 32);
}

const nameLength = ({ extensions }: ClientHello): number | undefined => extensions?.server_name?.[0]?.hostName.length;

const rawOf = (hello: ClientHello): RawClientHello => decode(RawClientHello, encode(ClientHello, hello));

const neverShared: readonly number[] = [serverName.id, preSharedKey.id, encryptedClientHello.id];
/** As many numbers as ech_outer_extensions has room for. */
const mostShared = 127;
/** What server_name takes beside the name. */
const nameOverhead = 9;
