import { utf8 } from '../../base/bytes.ts';
import { credential } from '../../engine/testing/fixtures.ts';
import { type How, judges } from '../../engine/testing/mistakes.ts';
import { changed, extensions, fields, type Mistake, raw, reshaped } from '../../engine/testing/script.ts';

const nothing = new Uint8Array(0);
const x25519 = 29;
const secp256r1 = 23;
const good = new Uint8Array(32).fill(9);
const p256Point = (first: number): Uint8Array => new Uint8Array(65).fill(1).fill(first, 0, 1);
const offer = (values: Readonly<Record<string, unknown>>): Mistake => extensions('ClientHello', values);
const shares = (...list: readonly (readonly [group: number, keyExchange: Uint8Array])[]): Mistake =>
  offer({ key_share: list.map(([group, keyExchange]) => ({ group, keyExchange })) });
const names = (...list: readonly (readonly [nameType: number, hostName: Uint8Array])[]): Mistake =>
  offer({ server_name: list.map(([nameType, hostName]) => ({ nameType, hostName })) });
const instead = (name: Parameters<typeof raw>[0], ...bytes: readonly number[]): Mistake =>
  offer({ [name]: undefined, [raw(name)]: Uint8Array.from(bytes) });
const speaksH2: How = { server: { protocols: ['h2'] } };
const strict: How = { server: { strictServerName: true } };
const onlyRsa: How = { server: { credentials: [await credential({ kind: 'RSA-PSS' })] } };

judges('server', 'the fields of ClientHello', [
  ['unsupported_version', 'RFC 8446 Appendix D.5: SSL 3.0', fields('ClientHello', { legacyVersion: 0x0300 })],
  [
    'bad_length',
    'RFC 8446 §4.1.2: a session id of 33 bytes',
    (script) => reshaped(script, 'ClientHello', longSessionId),
  ],
  ['no_common_suite', 'RFC 8446 §4.1.1: no suite in common', fields('ClientHello', { cipherSuites: [0xc02f, 0x000a] })],
  ['no_common_suite', 'RFC 8446 §4.1.1: no suite that exists', fields('ClientHello', { cipherSuites: [0x0a0a] })],
  ['bad_length', 'RFC 8446 §4.1.2: no suite at all', (script) => reshaped(script, 'ClientHello', withoutSuites)],
  ['bad_compression', '[B12] RFC 8446 §4.1.2: compression', fields('ClientHello', { legacyCompressionMethods: [1] })],
  [
    'bad_compression',
    '[B12] RFC 8446 §4.1.2: compression if wanted',
    fields('ClientHello', { legacyCompressionMethods: [1, 0] }),
  ],
  [
    'unsupported_version',
    'RFC 8446 §4.1.2: no extensions',
    (script) => changed(script, 'ClientHello', (body) => ({ ...body, extensions: undefined })),
  ],
  [undefined, '[C09] RFC 8446 §4.1.2: an empty session id', fields('ClientHello', { legacySessionId: nothing })],
  [undefined, 'RFC 8446 §4.2.1: a legacy version from the future', fields('ClientHello', { legacyVersion: 0x0304 })],
  [
    undefined,
    'RFC 8446 §4.1.2: suites that nobody knows beside one that we know',
    fields('ClientHello', { cipherSuites: [0x0a0a, 0xc0de, 0x1301] }),
  ],
]);

judges('server', 'the versions offered', [
  ['unsupported_version', 'RFC 8446 §4.2.1: TLS 1.2 in the old way', offer({ supported_versions: undefined })],
  ['unsupported_version', 'RFC 8446 §4.2.1: older versions only', offer({ supported_versions: [0x0303, 0x0302] })],
  [
    'unsupported_version',
    'RFC 8446 §4.2.1: versions that nobody knows',
    offer({ supported_versions: [0x0a0a, 0x7f1c] }),
  ],
  ['bad_length', 'RFC 8446 §4.2.1: an empty list', instead('supported_versions', 0)],
  ['truncated', 'RFC 8446 §4.2.1: a list of odd length', instead('supported_versions', 3, 3, 4, 3)],
  [
    undefined,
    'RFC 8446 §4.2.1: older and unknown versions first',
    offer({ supported_versions: [0x0a0a, 0x0303, 0x0304] }),
  ],
]);

judges('server', 'the groups and shares offered', [
  ['missing_extension', '[G16] RFC 8446 §9.2: no supported_groups', offer({ supported_groups: undefined })],
  ['missing_extension', 'RFC 8446 §9.2: no key_share', offer({ key_share: undefined })],
  ['no_common_group', 'RFC 8446 §4.2.7: no group in common', offer({ supported_groups: [24, 0x0a0a], key_share: [] })],
  ['bad_length', '[G10] RFC 8446 §4.2.7: an empty list of groups', instead('supported_groups', 0, 0)],
  [
    'bad_key_share',
    '[G10] RFC 8446 §4.2.8: a share for a group that was not offered',
    offer({ supported_groups: [secp256r1] }),
  ],
  ['bad_key_share', 'RFC 8446 §4.2.8: two shares for one group', shares([x25519, good], [x25519, good])],
  ['bad_length', 'RFC 8446 §4.2.8: an empty share', instead('key_share', 0, 4, 0, 29, 0, 0)],
  ['bad_key_share', 'RFC 7748 §5: an X25519 share of 31 bytes', shares([x25519, good.subarray(1)])],
  ['bad_key_share', 'RFC 8446 §7.4.2: an X25519 secret of zeros', shares([x25519, new Uint8Array(32)])],
  ['bad_key_share', 'RFC 8446 §4.2.8.2: a P-256 point off the curve', shares([secp256r1, p256Point(4)])],
  ['bad_key_share', 'RFC 8446 §4.2.8.2: a compressed P-256 point', shares([secp256r1, p256Point(3).subarray(0, 33)])],
  ['bad_key_share', 'RFC 8446 §4.2.8.2: the point at infinity', shares([secp256r1, Uint8Array.of(0)])],
]);

judges('server', 'the signature schemes offered', [
  ['missing_extension', 'RFC 8446 §9.2: no signature_algorithms', offer({ signature_algorithms: undefined })],
  ['bad_length', 'RFC 8446 §4.2.3: an empty list', instead('signature_algorithms', 0, 0)],
  [
    'no_common_signature_scheme',
    'RFC 8446 §4.4.2.2: no scheme that fits our key',
    offer({ signature_algorithms: [0x0403] }),
    onlyRsa,
  ],
  [
    'no_common_signature_scheme',
    'RFC 8446 §4.2.3: SHA-1 and PKCS #1 v1.5 only',
    offer({ signature_algorithms: [0x0203, 0x0201, 0x0401] }),
  ],
]);

judges('server', 'the name asked for', [
  ['bad_length', 'RFC 6066 §3: an empty list', instead('server_name', 0, 0)],
  ['bad_length', 'RFC 6066 §3: an empty name', instead('server_name', 0, 3, 0, 0, 0)],
  ['bad_server_name', 'RFC 6066 §3: two names', names([0, utf8('server.test')], [0, utf8('other.test')])],
  ['bad_server_name', 'RFC 6066 §3: a name that is no host name', names([1, utf8('server.test')])],
  ['bad_server_name', 'RFC 6066 §3: a name with NUL inside', names([0, utf8('server.test\0.evil.test')])],
  ['bad_server_name', 'RFC 6066 §3: a name that ends with a dot', names([0, utf8('server.test.')])],
  ['bad_server_name', 'RFC 6066 §3: a name beyond ASCII', names([0, utf8('sérver.test')])],
  ['bad_server_name', 'RFC 6066 §3: a name of 256 bytes', names([0, utf8('a'.repeat(256))])],
  [
    'unrecognized_name',
    '[F02] RFC 6066 §3: a name that nobody has here, if the server is strict',
    names([0, utf8('other.test')]),
    strict,
  ],
  [undefined, 'RFC 6066 §3: a name that nobody has here', names([0, utf8('other.test')])],
  [undefined, 'RFC 6066 §3: no name, though the server is strict', offer({ server_name: undefined }), strict],
  [undefined, 'RFC 6066 §3: a name in capitals', names([0, utf8('SERVER.Test')]), strict],
]);

judges('server', 'the protocols offered', [
  [
    'no_common_protocol',
    '[G16] RFC 7301 §3.2: none in common',
    offer({ application_layer_protocol_negotiation: [utf8('h3')] }),
    speaksH2,
  ],
  [
    'no_common_protocol',
    'RFC 7301 §3.2: none, where one is required',
    (script) => script,
    { server: { protocols: ['h2'], requireProtocol: true } },
  ],
  ['bad_length', 'RFC 7301 §3.1: an empty list', instead('application_layer_protocol_negotiation', 0, 0), speaksH2],
  [
    'bad_length',
    'RFC 7301 §3.1: an empty name',
    instead('application_layer_protocol_negotiation', 0, 2, 0, 1),
    speaksH2,
  ],
  [
    undefined,
    'RFC 7301 §3.2: some, where the server speaks none',
    offer({ application_layer_protocol_negotiation: [utf8('h2')] }),
  ],
  [undefined, 'RFC 7301 §3.2: none, where none is required', (script) => script, speaksH2],
]);

const identity = { identity: utf8('a ticket from elsewhere'), obfuscatedTicketAge: 1 };
const psk = (identities: number, binders: number) => ({
  identities: Array.from({ length: identities }, () => identity),
  binders: Array.from({ length: binders }, () => new Uint8Array(32)),
});

judges('server', 'other extensions', [
  ['duplicate_extension', 'RFC 8446 §4.2: one twice', offer({ [raw('server_name')]: nothing })],
  ['duplicate_extension', 'RFC 8446 §4.2: an unknown one twice', offer({ '0x1234': nothing, '0x01234': nothing })],
  [
    'misplaced_extension',
    'RFC 8446 §4.2: one that belongs in CertificateRequest',
    offer({ [raw('oid_filters')]: nothing }),
  ],
  ['bad_record_size_limit', 'RFC 8449 §4: a record size limit below 64', offer({ record_size_limit: 63 })],
  [
    'psk_not_last',
    '[F11] RFC 8446 §4.2.11: pre_shared_key before another',
    offer({ psk_key_exchange_modes: [1], pre_shared_key: psk(1, 1), padding: nothing }),
  ],
  [
    'missing_extension',
    '[F13] RFC 8446 §4.2.9: pre_shared_key without psk_key_exchange_modes',
    offer({ pre_shared_key: psk(1, 1) }),
  ],
  [
    'bad_binders',
    'RFC 8446 §4.2.11: more identities than binders',
    offer({ psk_key_exchange_modes: [1], pre_shared_key: psk(2, 1) }),
  ],
  [
    'bad_length',
    'RFC 8446 §4.2.11: a binder of 31 bytes',
    instead('pre_shared_key', 0, 7, 0, 1, 1, 0, 0, 0, 1, 0, 32, 31, ...new Uint8Array(31)),
  ],
  [
    undefined,
    '[H28] RFC 8446 §4.2.11: keys that the server does not know',
    offer({ psk_key_exchange_modes: [1], pre_shared_key: psk(2, 2) }),
  ],
  [undefined, '[F01] RFC 8446 §4.2: one that nobody knows', offer({ '0x1234': utf8('anything') })],
  [
    undefined,
    'RFC 8449 §4: a record size limit beyond what TLS 1.3 allows',
    offer({ record_size_limit: 65535 }),
    { server: { recordSizeLimit: 4096 } },
  ],
  [undefined, 'RFC 7685 §3: padding', offer({ padding: new Uint8Array(200) })],
]);

judges(
  'server',
  'what it asks for with HelloRetryRequest',
  [
    [
      undefined,
      'RFC 8446 §4.2.8: no share at all in the first hello',
      (script) => extensions('ClientHello', { key_share: [] })(script),
    ],
  ],
  { retried: true },
);

/** A session id of 33 bytes, in place of one of 32. */
function longSessionId(message: Uint8Array): Uint8Array {
  const longer = new Uint8Array(message.length + 1);
  longer.set(message.subarray(0, 38));
  longer.set(message.subarray(38), 39);
  longer[38] = 33;
  longer[3] = (message[3] as number) + 1;
  return longer;
}

/** A list of suites without suites, in place of one with one. */
function withoutSuites(message: Uint8Array): Uint8Array {
  const suites = 39 + 32;
  const shorter = new Uint8Array(message.length - 2);
  shorter.set(message.subarray(0, suites));
  shorter.set(message.subarray(suites + 4), suites + 2);
  shorter[3] = (message[3] as number) - 2;
  return shorter;
}

judges('server', 'TLS that should run below QUIC', [
  ['quic_without_quic', 'RFC 9001 §8.2: its parameters', offer({ quic_transport_parameters: Uint8Array.of(1, 0) })],
]);
