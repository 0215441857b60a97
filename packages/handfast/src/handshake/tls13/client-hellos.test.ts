import { concat, utf8 } from '../../base/bytes.ts';
import { type How, judges } from '../../engine/testing/mistakes.ts';
import { before, changed, extensions, fields, type Mistake, raw, reshaped, say } from '../../engine/testing/script.ts';
import { helloRetryRandom } from '../../wire/messages/server-hello.ts';

const nothing = new Uint8Array(0);
const x25519 = 29;
const secp256r1 = 23;
const p256Point = (first: number): Uint8Array => new Uint8Array(65).fill(1).fill(first, 0, 1);
const share = (group: number, keyExchange: Uint8Array): Mistake =>
  extensions('ServerHello', { key_share: { group, keyExchange } });
const offersP256: How = { client: { groups: ['secp256r1', 'x25519'], keyShares: ['secp256r1', 'x25519'] } };
const offersProtocols: How = { client: { protocols: ['h2', 'http/1.1'] } };
const speaksBoth: How = { client: { versions: ['TLS 1.3', 'TLS 1.2'] } };
const downgraded = (mark: number, legacyVersion: number): Mistake => {
  const random = concat(new Uint8Array(24).fill(7), utf8('DOWNGRD'), Uint8Array.of(mark));
  return (script) =>
    changed(script, 'ServerHello', (body) => ({ ...body, random, legacyVersion, cipherSuite: 0xc02b, extensions: {} }));
};
const offersOneSuite: How = { client: { cipherSuites: ['TLS_AES_128_GCM_SHA256'] } };

judges('client', 'ServerHello', [
  [
    'bad_legacy_version',
    'RFC 8446 §4.1.3: its legacy version is not TLS 1.2',
    fields('ServerHello', { legacyVersion: 0x0304 }),
  ],
  [
    'bad_legacy_version',
    'RFC 8446 §4.1.3: its legacy version is TLS 1.1',
    fields('ServerHello', { legacyVersion: 0x0302 }),
  ],
  [
    'unsupported_version',
    'RFC 8446 Appendix D.5: its legacy version is SSL 3.0',
    fields('ServerHello', { legacyVersion: 0x0300 }),
  ],
  [
    'unsupported_version',
    'RFC 8446 §4.2.1: it chooses TLS 1.2, which was not offered, in the old way',
    extensions('ServerHello', { supported_versions: undefined }),
  ],
  [
    'unoffered_version',
    'RFC 8446 §4.2.1: it chooses TLS 1.2, which was not offered, in the new way',
    extensions('ServerHello', { supported_versions: 0x0303 }),
  ],
  [
    'unoffered_version',
    'RFC 8446 §4.2.1: it chooses a version from the future',
    extensions('ServerHello', { supported_versions: 0x0305 }),
  ],
  [
    'bad_session_id',
    '[C37] RFC 8446 §4.1.3: it does not echo the session id',
    fields('ServerHello', { legacySessionIdEcho: new Uint8Array(32) }),
  ],
  [
    'bad_session_id',
    'RFC 8446 §4.1.3: it leaves the session id empty',
    fields('ServerHello', { legacySessionIdEcho: nothing }),
  ],
  [
    'bad_session_id',
    'RFC 8446 §4.1.3: it answers a session id although none was sent',
    fields('ServerHello', { legacySessionIdEcho: new Uint8Array(32) }),
    { client: { middleboxCompatibility: false } },
  ],
  [
    'bad_length',
    'RFC 8446 §4.1.3: its session id has 33 bytes',
    (script) => reshaped(script, 'ServerHello', longSessionId),
  ],
  [
    'unoffered_suite',
    '[C10] RFC 8446 §4.1.3: it chooses a suite that was not offered',
    fields('ServerHello', { cipherSuite: 0x1302 }),
    offersOneSuite,
  ],
  [
    'unoffered_suite',
    'RFC 8446 §4.1.3: it chooses a suite that nobody knows',
    fields('ServerHello', { cipherSuite: 0x13ff }),
  ],
  ['unoffered_suite', 'RFC 8446 §4.1.3: it chooses a suite of TLS 1.2', fields('ServerHello', { cipherSuite: 0xc02f })],
  [
    'bad_compression',
    '[B12] RFC 8446 §4.1.3: it chooses to compress',
    fields('ServerHello', { legacyCompressionMethod: 1 }),
  ],
  ['missing_extension', 'RFC 8446 §9.2: it has no key_share', extensions('ServerHello', { key_share: undefined })],
  [
    'unoffered_group',
    'RFC 8446 §4.2.8: its share is for a group for which none was sent',
    share(secp256r1, p256Point(4)),
  ],
  ['unoffered_group', 'RFC 8446 §4.2.8: its share is for a group that nobody knows', share(0x7777, Uint8Array.of(1))],
  ['bad_key_share', 'RFC 7748 §5: its X25519 share has 31 bytes', share(x25519, new Uint8Array(31).fill(9))],
  ['bad_key_share', 'RFC 7748 §5: its X25519 share has 33 bytes', share(x25519, new Uint8Array(33).fill(9))],
  ['bad_key_share', 'RFC 8446 §7.4.2: the X25519 secret would be all zeros', share(x25519, new Uint8Array(32))],
  [
    'bad_key_share',
    'RFC 8446 §4.2.8.2: its P-256 point is not on the curve',
    share(secp256r1, p256Point(4)),
    offersP256,
  ],
  [
    'bad_key_share',
    'RFC 8446 §4.2.8.2: its P-256 point is compressed',
    share(secp256r1, p256Point(2).slice(0, 33)),
    offersP256,
  ],
  [
    'bad_key_share',
    'RFC 8446 §4.2.8.2: its P-256 point is the point at infinity',
    share(secp256r1, Uint8Array.of(0)),
    offersP256,
  ],
  [
    'bad_length',
    'RFC 8446 §4.2.8: its share is empty',
    extensions('ServerHello', { key_share: undefined, [raw('key_share')]: Uint8Array.of(0, 29, 0, 0) }),
  ],
  [
    'duplicate_extension',
    'RFC 8446 §4.2: it has key_share twice',
    extensions('ServerHello', { [raw('key_share')]: Uint8Array.of(0, 29, 0, 1, 1) }),
  ],
  [
    'duplicate_extension',
    'RFC 8446 §4.2: it has an unknown extension twice',
    extensions('ServerHello', { '0x1234': nothing, '0x01234': nothing }),
  ],
  [
    'unsolicited_extension',
    '[F01] RFC 8446 §4.2: it has an extension that was not sent',
    extensions('ServerHello', { '0x1234': nothing }),
  ],
  [
    'unsolicited_extension',
    'RFC 8446 §4.2.11: it chooses a key where none was offered',
    extensions('ServerHello', { pre_shared_key: 0 }),
  ],
  [
    'misplaced_extension',
    'RFC 8446 §4.2: it has an extension that belongs in EncryptedExtensions',
    extensions('ServerHello', { application_layer_protocol_negotiation: [utf8('h2')] }),
    offersProtocols,
  ],
  [
    'misplaced_extension',
    'RFC 8446 §4.2: it has an extension that belongs in ClientHello',
    extensions('ServerHello', { [raw('signature_algorithms')]: nothing }),
  ],
  [
    'misplaced_extension',
    'RFC 8446 §4.2: it has a cookie',
    extensions('ServerHello', { [raw('cookie')]: Uint8Array.of(0, 1, 1) }),
  ],
  [
    'trailing_bytes',
    'RFC 8446 §4.1.4: it has the random of HelloRetryRequest and is none',
    fields('ServerHello', { random: helloRetryRandom }),
  ],
]);

judges(
  'client',
  'a downgrade',
  [
    ['downgrade_detected', '[K03] RFC 8446 §4.1.3: TLS 1.2 from a server that knows TLS 1.3', downgraded(1, 0x0303)],
    ['downgrade_detected', '[K03] RFC 8446 §4.1.3: TLS 1.2 with the mark of older versions', downgraded(0, 0x0303)],
    ['unsupported_version', 'RFC 8446 §4.2.1: TLS 1.1, which we do not speak', downgraded(0, 0x0302)],
  ],
  speaksBoth,
);

judges(
  'client',
  'HelloRetryRequest',
  [
    [
      'needless_retry',
      'RFC 8446 §4.1.4: it asks for nothing',
      extensions('HelloRetryRequest', { key_share: undefined, cookie: undefined }),
    ],
    [
      'needless_retry',
      'RFC 8446 §4.2.8: it asks for a share that was sent',
      extensions('HelloRetryRequest', { key_share: x25519 }),
    ],
    [
      'unoffered_group',
      'RFC 8446 §4.2.8: it asks for a group that was not offered',
      extensions('HelloRetryRequest', { key_share: 24 }),
    ],
    [
      'unoffered_suite',
      'RFC 8446 §4.1.4: it chooses a suite that was not offered',
      fields('HelloRetryRequest', { cipherSuite: 0x1304 }),
      offersOneSuite,
    ],
    [
      'bad_length',
      'RFC 8446 §4.2.2: its cookie is empty',
      extensions('HelloRetryRequest', { cookie: undefined, [raw('cookie')]: Uint8Array.of(0, 0) }),
    ],
    [
      'bad_session_id',
      'RFC 8446 §4.1.4: it does not echo the session id',
      fields('HelloRetryRequest', { legacySessionIdEcho: nothing }),
    ],
    [
      'bad_legacy_version',
      'RFC 8446 §4.1.4: its legacy version is not TLS 1.2',
      fields('HelloRetryRequest', { legacyVersion: 0x0304 }),
    ],
    [
      'bad_compression',
      'RFC 8446 §4.1.4: it chooses to compress',
      fields('HelloRetryRequest', { legacyCompressionMethod: 1 }),
    ],
    [
      'unsupported_version',
      'RFC 8446 §4.1.4: it has no supported_versions',
      extensions('HelloRetryRequest', { supported_versions: undefined }),
    ],
    [
      'missing_extension',
      'RFC 8446 §4.1.4: it has no supported_versions, where an older version would do',
      extensions('HelloRetryRequest', { supported_versions: undefined }),
      speaksBoth,
    ],
    [
      'unsolicited_extension',
      'RFC 8446 §4.1.4: it has an unknown extension',
      extensions('HelloRetryRequest', { '0x1234': nothing }),
    ],
    [
      'misplaced_extension',
      'RFC 8446 §4.2: it has an extension of other messages',
      extensions('HelloRetryRequest', { [raw('server_name')]: nothing }),
    ],
    [
      'suite_changed',
      'RFC 8446 §4.1.4: ServerHello then chooses another suite',
      fields('ServerHello', { cipherSuite: 0x1303 }),
    ],
    [
      'unoffered_group',
      'RFC 8446 §4.2.8: ServerHello then has a share for the first group',
      extensions('ServerHello', { key_share: { group: x25519, keyExchange: new Uint8Array(32).fill(9) } }),
    ],
    [
      'bad_session_id',
      'RFC 8446 §4.1.3: ServerHello then leaves the session id empty',
      fields('ServerHello', { legacySessionIdEcho: nothing }),
    ],
    [
      'bad_compression',
      'RFC 8446 §4.1.3: ServerHello then chooses to compress',
      fields('ServerHello', { legacyCompressionMethod: 1 }),
    ],
    [
      'unsolicited_extension',
      'RFC 8446 §4.2: ServerHello then has an unknown extension',
      extensions('ServerHello', { '0x1234': nothing }),
    ],
    [
      'unoffered_version',
      'RFC 8446 §4.1.4: ServerHello then chooses another version',
      extensions('ServerHello', { supported_versions: 0x0303 }),
    ],
    [
      'unexpected_message',
      'RFC 8446 §4.1.4: a second HelloRetryRequest follows',
      (script) => before(script, 'ServerHello', say('HelloRetryRequest')),
    ],
    [
      undefined,
      'RFC 8446 §4.1.4: it asks for a share without a cookie',
      extensions('HelloRetryRequest', { cookie: undefined }),
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
