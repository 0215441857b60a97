import { expect, test } from 'vitest';
import { concat, utf8 } from '../../base/bytes.ts';
import {
  type ClassicMistake,
  classicExtensions,
  classicStage,
  does,
  judgesClassic,
} from '../../engine/testing/classic-script.ts';
import { converse, expectEstablished } from '../../engine/testing/converse.ts';
import { clientCredential, credential, serverCredential } from '../../engine/testing/fixtures.ts';
import { replaced, without } from '../../engine/testing/script.ts';
import { encodeMessage } from '../../wire/handshake.ts';
import { messagesShowing } from '../../wire/messages-classic.ts';
import { encodePublicKey } from '../../x509/public-key.ts';

const serverKey = encodePublicKey(serverCredential.key.info);
const clientKey = encodePublicKey(clientCredential.key.info);
const other = encodePublicKey((await credential()).key.info);
const [x509, openPgp, rawPublicKey] = [0, 1, 2];

/** A Certificate that holds a key, and no list. */
const shows =
  (...keys: readonly Uint8Array[]): ClassicMistake =>
  (script) =>
    replaced(
      script,
      'Certificate',
      does('a key', (peer) =>
        peer.sendMessages(encodeMessage(messagesShowing('RawPublicKey').Certificate, { certificateList: keys })),
      ),
    );
const both =
  (...mistakes: readonly ClassicMistake[]): ClassicMistake =>
  (script) =>
    mistakes.reduce((before, mistake) => mistake(before), script);
const answers = (server_certificate_type: number): ClassicMistake =>
  classicExtensions('ServerHello', { server_certificate_type });
const showsKey = (...keys: readonly Uint8Array[]): ClassicMistake => both(answers(rawPublicKey), shows(...keys));

judgesClassic(
  'client',
  'a key in place of a certificate',
  [
    [undefined, 'RFC 7250 §4.2: the one that it knows', showsKey(serverKey)],
    ['untrusted_key', 'RFC 7250 §6: another one', showsKey(other)],
    [
      'bad_signature',
      'RFC 5246 §7.4.3: one that the server does not hold',
      showsKey(other),
      { client: { trust: undefined, trustedKeys: [other] } },
    ],
    ['malformed_raw_key', 'RFC 7250 §3: an X.509 certificate', answers(rawPublicKey)],
    ['malformed_raw_key', 'RFC 7250 §3: bytes behind it', showsKey(concat(serverKey, Uint8Array.of(0)))],
    ['malformed_raw_key', 'RFC 7250 §3: garbage', showsKey(utf8('a key'))],
    ['empty_certificate', 'RFC 7250 §3: no bytes at all', showsKey()],
    ['no_common_certificate_type', 'RFC 7250 §4.2: nothing is said, so X.509 comes', (script) => script],
    ['unoffered_certificate_type', 'RFC 7250 §4.2: X.509, which was not offered', answers(x509)],
    ['unoffered_certificate_type', 'RFC 7250 §4.2: OpenPGP', answers(openPgp)],
  ],
  { client: { trust: undefined, trustedKeys: [serverKey] } },
);

judgesClassic(
  'client',
  'a certificate where it would take a key as well',
  [
    [undefined, 'RFC 7250 §4.2: nothing is said, so X.509 comes', (script) => script],
    [undefined, 'RFC 7250 §4.2: X.509 is said and comes', answers(x509)],
    ['truncated', 'RFC 7250 §4.2: X.509 is said and a key comes', both(answers(x509), shows(serverKey))],
  ],
  { client: { trustedKeys: [serverKey] } },
);

judgesClassic('client', 'an answer about certificate types', [
  ['unsolicited_extension', 'RFC 7250 §4.2: a key for who never heard of such', showsKey(serverKey)],
]);

const offers = (client_certificate_type: readonly number[]): ClassicMistake =>
  classicExtensions('ClientHello', { client_certificate_type });
const offersKey = (...keys: readonly Uint8Array[]): ClassicMistake => both(offers([rawPublicKey]), shows(...keys));
const unproved: ClassicMistake = (script) => without(script, 'CertificateVerify');

judgesClassic(
  'server',
  'the key of a client',
  [
    [undefined, 'RFC 7250 §4.2: the one that it knows', offersKey(clientKey)],
    ['untrusted_key', 'RFC 7250 §6: another one', offersKey(other)],
    ['malformed_raw_key', 'RFC 7250 §3: an X.509 certificate', offers([rawPublicKey])],
    ['no_common_certificate_type', 'RFC 7250 §4.2: nothing is said, so X.509 is meant', (script) => script],
    ['no_common_certificate_type', 'RFC 7250 §4.2: types that nobody knows', offers([5])],
    ['needless_certificate_types', 'RFC 7250 §4.1: X.509 alone', offers([x509])],
    ['client_certificate_missing', 'RFC 5246 §7.4.6: none, where one is required', both(offersKey(), unproved)],
    [
      undefined,
      'RFC 5246 §7.4.6: none, where one is only requested',
      both(offersKey(), unproved),
      { server: { trust: undefined, trustedKeys: [clientKey], clientAuthentication: 'request' } },
    ],
  ],
  { authenticated: true, server: { trust: undefined, trustedKeys: [clientKey], clientAuthentication: 'require' } },
);

test('RFC 7250 §4.2: a server says what will be shown, to who asked, and no more', async () => {
  const { subject, peer, script } = classicStage(
    'server',
    { authenticated: true },
    { server: { trustedKeys: [clientKey] } },
  );
  await converse(subject, peer, offersKey(clientKey)(script));
  expectEstablished(subject, peer);
  expect(peer.bodies.ServerHello?.extensions).toMatchObject({ client_certificate_type: rawPublicKey });
  expect(peer.bodies.ServerHello?.extensions).not.toHaveProperty('server_certificate_type');
});
