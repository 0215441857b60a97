import { utf8 } from '../../base/bytes.ts';
import { authority, credential, now, strangers } from '../../engine/testing/fixtures.ts';
import { signature } from '../../engine/testing/messages.ts';
import { flipped, type How, judges } from '../../engine/testing/mistakes.ts';
import {
  act,
  andThen,
  before,
  changed,
  entryExtensions,
  fields,
  type Mistake,
  raw,
  replaced,
  say,
  without,
} from '../../engine/testing/script.ts';
import { nodeProvider } from '../../providers/node/index.ts';
import { parseCertificate } from '../../x509/certificate.ts';
import { createCertificate } from '../../x509/create/certificate.ts';
import { distinguishedName } from '../../x509/create/distinguished-name.ts';
import { leafExtensions } from '../../x509/create/profiles.ts';
import { subjectName } from '../../x509/create/subject-names.ts';

const nothing = new Uint8Array(0);
const authenticated: How = { authenticated: true };
const serverOnly = await credential({ usages: ['serverAuth'] });
/** The authority signed a key that nobody can have. */
const offCurve = await createCertificate({
  provider: nodeProvider,
  subject: distinguishedName({ commonName: 'nobody' }),
  issuer: parseCertificate(authority.certificate).subject,
  publicKey: { kind: 'ec', curve: 'secp256r1', point: new Uint8Array(65).fill(4) },
  signer: { key: authority.key },
  validity: { notBefore: now - 3_600_000, notAfter: now + 3_600_000 },
  extensions: leafExtensions({
    provider: nodeProvider,
    publicKey: { kind: 'ec', curve: 'secp256r1', point: new Uint8Array(65).fill(4) },
    issuerKey: authority.key.info,
    names: [subjectName('client.test')],
    usages: ['clientAuth'],
  }),
});
const certificates = (...certData: readonly Uint8Array[]): Mistake =>
  fields('Certificate', { certificateList: certData.map((one) => ({ certData: one, extensions: {} })) });
const empty: Mistake = (script) => without(fields('Certificate', { certificateList: [] })(script), 'CertificateVerify');

judges(
  'server',
  'the Certificate of a client',
  [
    ['certificate_required', '[C17] [G16] RFC 8446 §4.4.2.4: none, where one is required', empty],
    [
      'unexpected_message',
      'RFC 8446 §4.4.3: none, and then a proof of one',
      fields('Certificate', { certificateList: [] }),
      { server: { clientAuthentication: 'request' } },
    ],
    [
      'bad_certificate_context',
      'RFC 8446 §4.4.2: a context',
      fields('Certificate', { certificateRequestContext: Uint8Array.of(1) }),
    ],
    ['malformed_certificate', 'RFC 5280 §4.1: garbage', certificates(utf8('garbage'))],
    [
      'unsolicited_extension',
      'RFC 8446 §4.4.2: an OCSP response that nobody asked for',
      entryExtensions({ status_request: { statusType: 1, response: Uint8Array.of(0x30, 0) } }),
    ],
    [
      'misplaced_extension',
      'RFC 8446 §4.2: an extension of other messages',
      entryExtensions({ [raw('key_share')]: nothing }),
    ],
    ['malformed_certificate', 'RFC 5480 §2.2: one whose key is no point of its curve', certificates(offCurve)],
    ['wrong_usage', 'RFC 5280 §4.2.1.12: one for servers only', certificates(serverOnly.chain[0] as Uint8Array)],
    ['unknown_issuer', 'RFC 5280 §6.1: one from an unknown root', (script) => script, { server: { trust: strangers } }],
    [
      'unexpected_message',
      'RFC 8446 §4.4.2: one that nobody asked for',
      (script) => before(script, 'Finished', say('Certificate')),
      { authenticated: false },
    ],
    [
      undefined,
      '[C17] RFC 8446 §4.4.2.4: none, where one is only requested',
      empty,
      { server: { clientAuthentication: 'request' } },
    ],
  ],
  authenticated,
);

judges(
  'server',
  'the CertificateVerify of a client',
  [
    [
      'bad_signature_scheme',
      'RFC 8446 §4.4.3: a scheme that was not asked for',
      fields('CertificateVerify', { algorithm: 0x0203 }),
    ],
    ['bad_signature_scheme', 'RFC 8446 §4.4.3: PKCS #1 v1.5', fields('CertificateVerify', { algorithm: 0x0401 })],
    [
      'bad_signature_scheme',
      'RFC 8446 §4.2.3: a scheme for another curve than the key',
      fields('CertificateVerify', { algorithm: 0x0603 }),
    ],
    [
      'bad_signature',
      '[C19] RFC 8446 §4.4.3: one bit is wrong',
      (script) => changed(script, 'CertificateVerify', (body) => ({ ...body, signature: flipped(body.signature) })),
    ],
    [
      'bad_signature',
      'RFC 8446 §4.4.3: it signs what a server would sign',
      (script) =>
        changed(script, 'CertificateVerify', (body, peer) => ({
          ...body,
          signature: signature(peer, peer.signedContent('TLS 1.3, server CertificateVerify')),
        })),
    ],
    [
      'bad_signature',
      '[C19] RFC 8446 §4.4.3: it signs another transcript',
      (script) =>
        changed(script, 'CertificateVerify', (body, peer) => ({
          ...body,
          signature: signature(peer, peer.signedContent().fill(0, -8)),
        })),
    ],
  ],
  authenticated,
);

judges('server', 'the Finished of a client', [
  [
    'bad_finished',
    '[C21] RFC 8446 §4.4.4: one bit is wrong',
    (script) => changed(script, 'Finished', ({ verifyData }) => ({ verifyData: flipped(verifyData) })),
  ],
  [
    'bad_finished',
    "RFC 8446 §4.4.4: it is the server's",
    (script) => changed(script, 'Finished', (_, peer) => ({ verifyData: peer.bodies.Finished?.verifyData ?? nothing })),
  ],
  ['bad_length', 'RFC 8446 §4.4.4: it is empty', fields('Finished', { verifyData: nothing })],
  [
    'unexpected_message',
    'RFC 8446 §4.5: EndOfEarlyData stands in its place',
    (script) => replaced(script, 'Finished', say('EndOfEarlyData')),
  ],
]);

judges('server', 'what follows', [
  [
    'bad_key_update',
    'RFC 8446 §4.6.3: KeyUpdate that asks for something undefined',
    andThen(say('KeyUpdate', () => ({ requestUpdate: 255 }))),
  ],
  ['unexpected_message', 'RFC 8446 §4.6.1: NewSessionTicket, which is for clients', andThen(say('NewSessionTicket'))],
  ['unexpected_message', 'RFC 8446 §4.1.2: a ClientHello that would renegotiate', andThen(say('ClientHello'))],
  ['unexpected_message', 'RFC 8446 §4.6.2: a certificate that nobody asked for', andThen(say('Certificate'))],
  [
    'unexpected_message',
    'RFC 8446 §4: a message that nobody knows',
    andThen(act('unknown', (peer) => peer.sendMessages(Uint8Array.of(99, 0, 0, 0)))),
  ],
]);
