/** What display filters may ask of extensions, tickets and signatures: field names as Wireshark has them. */

import type { Carrier } from 'handfast/wire';
import { uintAt } from './bytes.ts';
import { extensionValue, type RawExtension } from './hello.ts';

type Values = Record<string, readonly (number | string)[]>;

/** Without those that are not there, or malformed. */
export function extensionFields(extensions: readonly RawExtension[], carrier: Carrier): Values {
  const found: Values = {};
  for (const [name, read] of readers) {
    const values = read(extensions, carrier);
    if (values.length > 0) found[name] = values;
  }
  return found;
}

type Reader = (extensions: readonly RawExtension[], carrier: Carrier) => readonly (number | string)[];

const inClientHello =
  (read: (extensions: readonly RawExtension[]) => readonly (number | string)[]): Reader =>
  (extensions, carrier) =>
    carrier === 'ClientHello' ? read(extensions) : [];

const readers: readonly (readonly [string, Reader])[] = [
  [
    'tls.handshake.extensions_server_name',
    inClientHello((all) =>
      (extensionValue(all, 'ClientHello', 'server_name') ?? []).map((one) => latin1(one.hostName)),
    ),
  ],
  ['tls.handshake.extensions_alpn_str', protocols],
  ['tls.handshake.extensions.supported_version', versions],
  [
    'tls.handshake.extensions_supported_group',
    (all, carrier) => (carrier === 'ServerHello' ? [] : groupsIn(all, carrier)),
  ],
  ['tls.handshake.extensions_key_share_group', shares],
  ['tls.handshake.sig_hash_alg', schemes],
  [
    'tls.extension.psk_ke_mode',
    inClientHello((all) => extensionValue(all, 'ClientHello', 'psk_key_exchange_modes') ?? []),
  ],
];

function protocols(all: readonly RawExtension[], carrier: Carrier): readonly string[] {
  if (carrier !== 'ClientHello' && carrier !== 'ServerHello' && carrier !== 'EncryptedExtensions') return [];
  return (extensionValue(all, carrier, 'application_layer_protocol_negotiation') ?? []).map(latin1);
}

function versions(all: readonly RawExtension[], carrier: Carrier): readonly number[] {
  if (carrier === 'ClientHello') return extensionValue(all, carrier, 'supported_versions') ?? [];
  const chosen = carrier === 'ServerHello' ? extensionValue(all, carrier, 'supported_versions') : undefined;
  return chosen === undefined ? [] : [chosen];
}

function groupsIn(all: readonly RawExtension[], carrier: Carrier): readonly number[] {
  if (carrier !== 'ClientHello' && carrier !== 'EncryptedExtensions') return [];
  return extensionValue(all, carrier, 'supported_groups') ?? [];
}

function shares(all: readonly RawExtension[], carrier: Carrier): readonly number[] {
  if (carrier === 'ClientHello') {
    return (extensionValue(all, carrier, 'key_share') ?? []).map(({ group }) => group);
  }
  if (carrier !== 'ServerHello') return [];
  const share = extensionValue(all, carrier, 'key_share');
  return share === undefined ? [] : [share.group];
}

function schemes(all: readonly RawExtension[], carrier: Carrier): readonly number[] {
  if (carrier !== 'ClientHello' && carrier !== 'CertificateRequest') return [];
  return extensionValue(all, carrier, 'signature_algorithms') ?? [];
}

/** What stands before the ticket in every version that has one. RFC 5077 §3.3, RFC 8446 §4.6.1 */
export const ticketFields = (body: Uint8Array): Values =>
  body.length < 4 ? {} : { 'tls.handshake.session_ticket_lifetime_hint': [uintAt(body, 0, 4)] };

/** The schemes that a message names since TLS 1.2, outside of extensions. RFC 5246 §4.7, §7.4.4 */
export function signatureFields(type: number, body: Uint8Array): Values {
  const found = type === 15 ? [uintAt(body, 0, 2)] : type === 13 ? wantedSchemes(body) : signedWith(type, body);
  return found.length === 0 ? {} : { 'tls.handshake.sig_hash_alg': found };
}

function wantedSchemes(body: Uint8Array): readonly number[] {
  const at = 1 + (body[0] ?? 0);
  const list = body.subarray(at + 2, at + 2 + uintAt(body, at, 2));
  return Array.from({ length: list.length >> 1 }, (_, i) => uintAt(list, 2 * i, 2));
}

/** The scheme behind the parameters of a ServerKeyExchange: a named curve and a point, or three numbers. */
function signedWith(type: number, body: Uint8Array): readonly number[] {
  if (type !== 12) return [];
  let at = body[0] === 3 ? 4 + (body[3] ?? 0) : 0;
  for (let numbers = 0; at < body.length && body[0] !== 3 && numbers < 3; numbers++) at += 2 + uintAt(body, at, 2);
  // Where there is no signature, or one without a scheme, the lengths do not add up.
  return at + 4 + uintAt(body, at + 2, 2) === body.length ? [uintAt(body, at, 2)] : [];
}

const latin1 = (bytes: Uint8Array): string => String.fromCharCode(...bytes);
