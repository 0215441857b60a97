/** Any value of any message and extension of TLS 1.3, for property tests. */

import fc, { type Arbitrary } from 'fast-check';
import { carrierOf } from '../../registry/versions.ts';
import type { Infer } from '../codec.ts';
import type { Carrier } from '../extensions/extension.ts';
import { type Extensions, extensionTable } from '../extensions/table.ts';
import type { Messages13 } from '../messages13.ts';

const uint8 = fc.integer({ min: 0, max: 0xff });
const uint16 = fc.integer({ min: 0, max: 0xffff });
const uint32 = fc.integer({ min: 0, max: 0xffff_ffff });
const bytes = (minLength = 0, maxLength = 40): Arbitrary<Uint8Array> => fc.uint8Array({ minLength, maxLength });
const list = <T>(item: Arbitrary<T>, minLength = 1): Arbitrary<T[]> => fc.array(item, { minLength, maxLength: 6 });
const nothing = fc.constant({});
const srtp = fc.record({ profiles: list(uint16), mki: bytes() });

const echConfig = fc.oneof(
  fc.record({
    version: uint16.filter((version) => version !== 0xfe0d),
    contents: fc.constant(undefined),
    unknown: bytes(),
  }),
  fc.record({
    version: fc.constant(0xfe0d),
    contents: fc.record({
      keyConfig: fc.record({
        configId: uint8,
        kemId: uint16,
        publicKey: bytes(1),
        cipherSuites: list(fc.record({ kdfId: uint16, aeadId: uint16 })),
      }),
      maximumNameLength: uint8,
      publicName: bytes(1),
      extensions: list(fc.record({ type: uint16, data: bytes() }), 0),
    }),
  }),
);

const share = fc.record({ group: uint16, keyExchange: bytes(1) });
const protocols = list(bytes(1));
const timestamps = list(bytes(1));

/** For each extension, its values in each message that may carry it. */
const extensions: Readonly<Record<string, Partial<Record<Carrier, Arbitrary<unknown>>>>> = {
  server_name: {
    ClientHello: list(fc.record({ nameType: uint8, hostName: bytes(1) })),
    ServerHello: nothing,
    EncryptedExtensions: nothing,
  },
  max_fragment_length: { ClientHello: uint8, ServerHello: uint8, EncryptedExtensions: uint8 },
  status_request: {
    ClientHello: fc.record({ statusType: uint8, responderIds: list(bytes(1), 0), requestExtensions: bytes() }),
    ServerHello: nothing,
    CertificateRequest: bytes(),
    Certificate: fc.record({ statusType: uint8, response: bytes(1) }),
  },
  supported_groups: { ClientHello: list(uint16), ServerHello: list(uint16), EncryptedExtensions: list(uint16) },
  ec_point_formats: { ClientHello: list(uint8), ServerHello: list(uint8) },
  signature_algorithms: { ClientHello: list(uint16), CertificateRequest: list(uint16) },
  heartbeat: { ClientHello: uint8, ServerHello: uint8, EncryptedExtensions: uint8 },
  application_layer_protocol_negotiation: {
    ClientHello: protocols,
    ServerHello: protocols,
    EncryptedExtensions: protocols,
  },
  signed_certificate_timestamp: {
    ClientHello: nothing,
    ServerHello: timestamps,
    CertificateRequest: nothing,
    Certificate: timestamps,
  },
  padding: { ClientHello: bytes() },
  encrypt_then_mac: { ClientHello: nothing, ServerHello: nothing },
  truncated_hmac: { ClientHello: nothing, ServerHello: nothing },
  srp: { ClientHello: bytes(1) },
  extended_master_secret: { ClientHello: nothing, ServerHello: nothing },
  compress_certificate: { ClientHello: list(uint16), CertificateRequest: list(uint16) },
  client_certificate_url: { ClientHello: nothing, ServerHello: nothing },
  trusted_ca_keys: {
    ClientHello: list(
      fc.oneof(
        fc.record({ type: fc.constant(0), value: nothing }),
        fc.record({ type: fc.constantFrom(1, 3), value: bytes(20, 20) }),
        fc.record({ type: fc.constant(2), value: bytes(1) }),
      ),
      0,
    ),
    ServerHello: nothing,
  },
  user_mapping: { ClientHello: list(uint8), ServerHello: list(uint8) },
  client_authz: { ClientHello: list(uint8), ServerHello: list(uint8) },
  server_authz: { ClientHello: list(uint8), ServerHello: list(uint8) },
  cert_type: { ClientHello: list(uint8), ServerHello: uint8 },
  client_certificate_type: { ClientHello: list(uint8), ServerHello: uint8, EncryptedExtensions: uint8 },
  server_certificate_type: { ClientHello: list(uint8), ServerHello: uint8, EncryptedExtensions: uint8 },
  status_request_v2: {
    ClientHello: list(fc.record({ statusType: uint8, request: bytes() })),
    ServerHello: nothing,
  },
  connection_id: { ClientHello: bytes(), ServerHello: bytes() },
  rrc: { ClientHello: nothing, ServerHello: nothing },
  delegated_credential: {
    ClientHello: list(uint16),
    CertificateRequest: list(uint16),
    Certificate: fc.record({
      cred: fc.record({ validTime: uint32, certVerifyAlgorithm: uint16, subjectPublicKeyInfo: bytes(1) }),
      algorithm: uint16,
      signature: bytes(1),
    }),
  },
  tls_flags: { NewSessionTicket: bytes(1).filter((flags) => flags.at(-1) !== 0) },
  quic_transport_parameters: { ClientHello: bytes(), EncryptedExtensions: bytes() },
  use_srtp: { ClientHello: srtp, ServerHello: srtp, EncryptedExtensions: srtp },
  record_size_limit: { ClientHello: uint16, ServerHello: uint16, EncryptedExtensions: uint16 },
  session_ticket: { ClientHello: bytes(), ServerHello: bytes() },
  pre_shared_key: {
    ClientHello: fc.record({
      identities: list(fc.record({ identity: bytes(1), obfuscatedTicketAge: uint32 })),
      binders: list(bytes(32, 48)),
    }),
    ServerHello: uint16,
  },
  early_data: { ClientHello: nothing, EncryptedExtensions: nothing, NewSessionTicket: uint32 },
  supported_versions: { ClientHello: list(uint16), ServerHello: uint16, HelloRetryRequest: uint16 },
  cookie: { ClientHello: bytes(1), HelloRetryRequest: bytes(1) },
  psk_key_exchange_modes: { ClientHello: list(uint8) },
  certificate_authorities: { ClientHello: list(bytes(1)), CertificateRequest: list(bytes(1)) },
  oid_filters: { CertificateRequest: list(fc.record({ certificateExtensionOid: bytes(1), values: bytes() }), 0) },
  post_handshake_auth: { ClientHello: nothing },
  signature_algorithms_cert: { ClientHello: list(uint16), CertificateRequest: list(uint16) },
  key_share: { ClientHello: list(share, 0), ServerHello: share, HelloRetryRequest: uint16 },
  renegotiation_info: { ClientHello: bytes(), ServerHello: bytes() },
  encrypted_client_hello: {
    ClientHello: fc.oneof(
      fc.constant({ type: 'inner' }),
      fc.record({
        type: fc.constant('outer'),
        cipherSuite: fc.record({ kdfId: uint16, aeadId: uint16 }),
        configId: uint8,
        encapsulatedKey: bytes(),
        payload: bytes(1),
      }),
    ),
    HelloRetryRequest: bytes(8, 8),
    EncryptedExtensions: list(echConfig),
  },
  ticket_request: {
    ClientHello: fc.record({ newSessionCount: uint8, resumptionCount: uint8 }),
    EncryptedExtensions: fc.record({ expectedCount: uint8 }),
  },
};

/** The values of one extension in one message; `undefined` when the message may not carry it. */
export const extensionValues = (name: string, message: Carrier): Arbitrary<unknown> | undefined =>
  extensions[name]?.[message];

/** Any block of extensions that a message may carry, in any order, with some that nobody knows. */
function block<M extends Carrier>(message: M): Arbitrary<Extensions<M>> {
  const known = extensionTable.flatMap(({ name }) => {
    const values = extensionValues(name, message);
    return values === undefined ? [] : [values.map((value) => [name, value] as const)];
  });
  const unknown = ['0x0a0a', '0x1234', '0xfefe'].map((name) => bytes().map((value) => [name, value] as const));
  return fc
    .shuffledSubarray([...known, ...unknown])
    .chain((some) => fc.tuple(...some))
    .map((entries) => Object.fromEntries(entries) as Extensions<M>);
}

const hello = <M extends 'ServerHello' | 'HelloRetryRequest'>(message: M, random: Arbitrary<Uint8Array>) =>
  fc.record({
    legacyVersion: uint16,
    random,
    legacySessionIdEcho: bytes(0, 32),
    cipherSuite: uint16,
    legacyCompressionMethod: uint8,
    extensions: fc.option(block(message), { nil: undefined }),
  });

/** Bodies of each message of TLS 1.3. */
export const bodies: {
  readonly [N in keyof Messages13]: (retryRandom: Uint8Array) => Arbitrary<Infer<Messages13[N]['body']>>;
} = {
  ClientHello: () =>
    fc
      .record({
        legacyVersion: fc.oneof(uint16, fc.constant(0xfefd)),
        random: bytes(32, 32),
        legacySessionId: bytes(0, 32),
        legacyCookie: bytes(),
        cipherSuites: list(uint16),
        legacyCompressionMethods: list(uint8),
        extensions: fc.option(block('ClientHello'), { nil: undefined }),
      })
      .map(({ legacyCookie, ...hello }) =>
        carrierOf(hello.legacyVersion) === 'datagram' ? { ...hello, legacyCookie } : hello,
      ),
  ServerHello: () => hello('ServerHello', bytes(32, 32)),
  HelloRetryRequest: (random) => hello('HelloRetryRequest', fc.constant(random)),
  NewSessionTicket: () =>
    fc.record({
      ticketLifetime: uint32,
      ticketAgeAdd: uint32,
      ticketNonce: bytes(),
      ticket: bytes(1),
      extensions: block('NewSessionTicket'),
    }),
  EndOfEarlyData: () => nothing,
  EncryptedExtensions: () => fc.record({ extensions: block('EncryptedExtensions') }),
  Certificate: () =>
    fc.record({
      certificateRequestContext: bytes(),
      certificateList: list(fc.record({ certData: bytes(1), extensions: block('Certificate') }), 0),
    }),
  CompressedCertificate: () =>
    fc.record({
      algorithm: uint16,
      uncompressedLength: fc.nat(2 ** 24 - 1),
      compressedCertificateMessage: bytes(1),
    }),
  CertificateRequest: () => fc.record({ certificateRequestContext: bytes(), extensions: block('CertificateRequest') }),
  CertificateVerify: () => fc.record({ algorithm: uint16, signature: bytes() }),
  Finished: () => fc.record({ verifyData: bytes() }),
  KeyUpdate: () => fc.record({ requestUpdate: uint8 }),
};
