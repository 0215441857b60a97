import { expect, test } from 'vitest';
import { concat, utf8 } from '../../base/bytes.ts';
import { converse, expectEstablished } from '../../engine/testing/converse.ts';
import { clientCredential, credential, serverCredential } from '../../engine/testing/fixtures.ts';
import { type How, judges } from '../../engine/testing/mistakes.ts';
import {
  entryExtensions,
  extensions,
  fields,
  type Mistake,
  raw,
  reshaped,
  without,
} from '../../engine/testing/script.ts';
import { stage } from '../../engine/testing/subjects.ts';
import { encodePublicKey } from '../../x509/public-key.ts';

const serverKey = encodePublicKey(serverCredential.key.info);
const clientKey = encodePublicKey(clientCredential.key.info);
const other = encodePublicKey((await credential()).key.info);
const [x509, openPgp, rawPublicKey] = [0, 1, 2];

const shows = (...certData: readonly Uint8Array[]): Mistake =>
  fields('Certificate', { certificateList: certData.map((one) => ({ certData: one, extensions: {} })) });
const both =
  (...mistakes: readonly Mistake[]): Mistake =>
  (script) =>
    mistakes.reduce((before, mistake) => mistake(before), script);
const answers = (server_certificate_type: number): Mistake =>
  extensions('EncryptedExtensions', { server_certificate_type });
/** The server says that it shows a key. */
const showsKey = (...keys: readonly Uint8Array[]): Mistake => both(answers(rawPublicKey), shows(...keys));

/** One entry, whose key has no bytes. */
const empty: Mistake = (script) =>
  reshaped(script, 'Certificate', () => Uint8Array.of(11, 0, 0, 9, 0, 0, 0, 5, 0, 0, 0, 0, 0));

const pinned: How = { client: { trust: undefined, trustedKeys: [serverKey] } };
const either: How = { client: { trustedKeys: [serverKey] } };

judges(
  'client',
  'a key in place of a certificate',
  [
    [undefined, 'RFC 7250 §4.2: the one that it knows', showsKey(serverKey)],
    ['untrusted_key', 'RFC 7250 §6: another one', showsKey(other)],
    ['bad_signature', 'RFC 8446 §4.4.3: one that the server does not hold', showsKey(other), trusts(other)],
    ['malformed_raw_key', 'RFC 7250 §3: an X.509 certificate', answers(rawPublicKey)],
    ['malformed_raw_key', 'RFC 7250 §3: bytes behind it', showsKey(concat(serverKey, Uint8Array.of(0)))],
    ['malformed_raw_key', 'RFC 7250 §3: garbage', showsKey(utf8('a key'))],
    ['bad_length', 'RFC 8446 §4.4.2: no bytes at all', both(answers(rawPublicKey), empty)],
    ['empty_certificate', 'RFC 8446 §4.4.2.4: none', showsKey()],
    ['surplus_raw_key', 'RFC 8446 §4.4.2: two of them', showsKey(serverKey, other)],
    [
      'unexpected_message',
      'RFC 8446 §4.4.3: one without a proof',
      both(showsKey(serverKey), (script) => without(script, 'CertificateVerify')),
    ],
    [
      'unsolicited_extension',
      'RFC 8446 §4.4.2: an OCSP response that nobody asked for',
      both(
        showsKey(serverKey),
        entryExtensions({ status_request: { statusType: 1, response: Uint8Array.of(0x30, 0) } }),
      ),
    ],
    ['no_common_certificate_type', 'RFC 7250 §4.2: nothing is said, so X.509 comes', (script) => script],
    ['unoffered_certificate_type', 'RFC 7250 §4.2: X.509, which was not offered', answers(x509)],
    ['unoffered_certificate_type', 'RFC 7250 §4.2: OpenPGP', answers(openPgp)],
  ],
  pinned,
);

judges(
  'client',
  'a certificate where it would take a key as well',
  [
    [undefined, 'RFC 7250 §4.2: nothing is said, so X.509 comes', (script) => script],
    [undefined, 'RFC 7250 §4.2: X.509 is said and comes', answers(x509)],
    ['malformed_certificate', 'RFC 7250 §4.2: X.509 is said and a key comes', both(answers(x509), shows(serverKey))],
    ['malformed_certificate', 'RFC 7250 §4.2: nothing is said and a key comes', shows(serverKey)],
  ],
  either,
);

judges('client', 'an answer about certificate types', [
  ['unsolicited_extension', 'RFC 7250 §4.2: a key for who never heard of such', showsKey(serverKey)],
  [
    'unsolicited_extension',
    'RFC 7250 §4.2: a key from who never offered one',
    extensions('EncryptedExtensions', { client_certificate_type: rawPublicKey }),
    { authenticated: true },
  ],
  [
    'misplaced_extension',
    'RFC 8446 §4.2: in ServerHello',
    extensions('ServerHello', { [raw('server_certificate_type')]: Uint8Array.of(rawPublicKey) }),
    pinned,
  ],
]);

const asks: How = { authenticated: true, server: { trust: undefined, trustedKeys: [clientKey] } };
const offers = (client_certificate_type: readonly number[]): Mistake =>
  extensions('ClientHello', { client_certificate_type });
const offersKey = (...keys: readonly Uint8Array[]): Mistake => both(offers([rawPublicKey]), shows(...keys));

judges(
  'server',
  'the key of a client',
  [
    [undefined, 'RFC 7250 §4.2: the one that it knows', offersKey(clientKey)],
    [undefined, 'RFC 7250 §4.2: offered beside types that nobody knows', both(offers([5, 2]), shows(clientKey))],
    ['untrusted_key', 'RFC 7250 §6: another one', offersKey(other)],
    ['malformed_raw_key', 'RFC 7250 §3: an X.509 certificate', offers([rawPublicKey])],
    ['surplus_raw_key', 'RFC 8446 §4.4.2: two of them', offersKey(clientKey, clientKey)],
    ['no_common_certificate_type', 'RFC 7250 §4.2: nothing is said, so X.509 is meant', (script) => script],
    ['no_common_certificate_type', 'RFC 7250 §4.2: types that nobody knows', offers([5])],
    ['no_common_certificate_type', 'RFC 7250 §4.2: X.509 beside what nobody knows', offers([x509, 5])],
    ['needless_certificate_types', 'RFC 7250 §4.1: X.509 alone', offers([x509])],
    [
      'bad_length',
      'RFC 7250 §3: no type at all',
      extensions('ClientHello', { [raw('client_certificate_type')]: Uint8Array.of(0) }),
    ],
    [
      'certificate_required',
      '[C17] RFC 8446 §4.4.2.4: none, where one is required',
      both(offersKey(), (script) => without(script, 'CertificateVerify')),
    ],
    [
      undefined,
      'RFC 8446 §4.4.2.4: none, where one is only requested',
      both(offersKey(), (script) => without(script, 'CertificateVerify')),
      { server: { trust: undefined, trustedKeys: [clientKey], clientAuthentication: 'request' } },
    ],
  ],
  asks,
);

judges('server', 'what a client can check', [
  [
    'needless_certificate_types',
    'RFC 7250 §4.1: X.509 alone',
    extensions('ClientHello', { server_certificate_type: [x509] }),
  ],
  [
    'no_common_certificate_type',
    'RFC 7250 §4.2: keys alone',
    extensions('ClientHello', { server_certificate_type: [rawPublicKey] }),
  ],
  [
    undefined,
    'RFC 7250 §4.2: keys, or certificates',
    extensions('ClientHello', { server_certificate_type: [rawPublicKey, x509] }),
  ],
  [
    undefined,
    'RFC 7250 §4.2: what it could show itself matters only to who asks',
    extensions('ClientHello', { client_certificate_type: [5] }),
  ],
]);

test('RFC 7250 §4.2: a server says what will be shown, to who asked, and no more', async () => {
  const { subject, peer, script } = stage('server', { authenticated: true }, { server: { trustedKeys: [clientKey] } });
  await converse(subject, peer, offersKey(clientKey)(script));
  expectEstablished(subject, peer);
  expect(peer.bodies.EncryptedExtensions?.extensions).toMatchObject({ client_certificate_type: rawPublicKey });
  expect(peer.bodies.EncryptedExtensions?.extensions).not.toHaveProperty('server_certificate_type');
});

test('RFC 7250 §4.2: a server that asks for no certificate says nothing of it', async () => {
  const { subject, peer, script } = stage('server', {}, { server: { trustedKeys: [clientKey] } });
  await converse(subject, peer, offers([rawPublicKey])(script));
  expectEstablished(subject, peer);
  expect(peer.bodies.EncryptedExtensions?.extensions).not.toHaveProperty('client_certificate_type');
});

test('RFC 7250 §4.1: a client lists what it has and takes, and nothing where that is X.509', async () => {
  const credentials = [{ key: clientCredential.key }, clientCredential];
  const { subject, peer, script } = stage('client', {}, { client: { trustedKeys: [serverKey], credentials } });
  await converse(subject, peer, script);
  expectEstablished(subject, peer);
  expect(peer.bodies.ClientHello?.extensions).toMatchObject({
    client_certificate_type: [rawPublicKey, x509],
    server_certificate_type: [rawPublicKey, x509],
  });
  const plain = stage('client');
  await converse(plain.subject, plain.peer, plain.script);
  expect(plain.peer.bodies.ClientHello?.extensions).not.toHaveProperty('client_certificate_type');
  expect(plain.peer.bodies.ClientHello?.extensions).not.toHaveProperty('server_certificate_type');
});

test('RFC 8446 §4.4.2: a client whose key nobody asked for shows an empty list', async () => {
  const credentials = [{ key: clientCredential.key }];
  const { subject, peer, script } = stage('client', { authenticated: true }, { client: { credentials } });
  const unproved = script.filter((step) => step.does !== 'hear' || step.name !== 'CertificateVerify');
  await converse(subject, peer, unproved);
  expectEstablished(subject, peer);
  expect(peer.bodies.Certificate?.certificateList).toEqual([]);
});

function trusts(...trustedKeys: readonly Uint8Array[]): How {
  return { client: { trust: undefined, trustedKeys } };
}
