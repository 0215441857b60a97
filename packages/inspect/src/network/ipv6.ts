/** IPv6 with its extension headers (RFC 8200 §4). */

import { ipv6Address } from './address.ts';
import type { Fragment, IpPacket } from './ip-packet.ts';

/** The packet behind all extension headers; `undefined` when the bytes are none. */
export function parseIpv6(bytes: Uint8Array): IpPacket | undefined {
  if (bytes.length < 40 || (bytes[0] as number) >> 4 !== 6) return undefined;
  // Zero means a jumbogram, or that the card cut the packet itself.
  const length = uint16(bytes, 4) || bytes.length - 40;
  const end = Math.min(bytes.length, 40 + length);
  const inner = behindExtensions(bytes, bytes[6] as number, end);
  if (inner === undefined) return undefined;
  return {
    version: 6,
    source: ipv6Address(bytes, 8),
    destination: ipv6Address(bytes, 24),
    protocol: inner.protocol,
    payload: bytes.subarray(inner.at, end),
    missing: Math.max(0, 40 + length - bytes.length),
    fragment: inner.fragment,
  };
}

interface Inner {
  readonly protocol: number;
  readonly at: number;
  readonly fragment: Fragment | undefined;
}

function behindExtensions(bytes: Uint8Array, first: number, end: number): Inner | undefined {
  let protocol = first;
  let at = 40;
  let fragment: Fragment | undefined;
  while (extensions.has(protocol)) {
    if (at + 8 > end) return undefined;
    const length = lengthOf(protocol, bytes[at + 1] as number);
    if (protocol === fragmentHeader) fragment = fragmentIn(bytes, at);
    protocol = bytes[at] as number;
    at += length;
    // What lies behind the header of a later fragment is the middle of something.
    if (fragment !== undefined && fragment.offset > 0) break;
  }
  return at > end ? undefined : { protocol, at, fragment };
}

function lengthOf(protocol: number, field: number): number {
  if (protocol === fragmentHeader) return 8;
  return protocol === authenticationHeader ? (field + 2) * 4 : (field + 1) * 8;
}

/** A header that says offset 0 and nothing follows stands for a whole packet (RFC 6946). */
function fragmentIn(bytes: Uint8Array, at: number): Fragment | undefined {
  const field = uint16(bytes, at + 2);
  const identification = uint16(bytes, at + 4) * 65_536 + uint16(bytes, at + 6);
  const fragment = { identification, offset: field & 0xfff8, moreFollow: (field & 1) !== 0 };
  return fragment.offset > 0 || fragment.moreFollow ? fragment : undefined;
}

const uint16 = (bytes: Uint8Array, at: number): number => ((bytes[at] as number) << 8) | (bytes[at + 1] as number);

const fragmentHeader = 44;
const authenticationHeader = 51;
/** Hop-by-hop, routing, fragment, authentication, destination, mobility, HIP, Shim6. */
const extensions = new Set([0, 43, fragmentHeader, authenticationHeader, 60, 135, 139, 140]);
