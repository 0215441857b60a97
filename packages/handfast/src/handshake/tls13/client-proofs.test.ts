import { utf8 } from '../../base/bytes.ts';
import { credential } from '../../engine/testing/fixtures.ts';
import { signature } from '../../engine/testing/messages.ts';
import { flipped, judges } from '../../engine/testing/mistakes.ts';
import { act, andThen, changed, entryExtensions, fields, raw, reshaped, say } from '../../engine/testing/script.ts';

const clientOnly = await credential({ usages: ['clientAuth'] });
const nothing = new Uint8Array(0);

judges('client', 'Certificate', [
  [
    'bad_certificate_context',
    'RFC 8446 §4.4.2: its context is not empty',
    fields('Certificate', { certificateRequestContext: Uint8Array.of(1) }),
  ],
  ['empty_certificate', 'RFC 8446 §4.4.2.4: its list is empty', fields('Certificate', { certificateList: [] })],
  [
    'bad_length',
    'RFC 8446 §4.4.2: a certificate in it is empty',
    (script) => reshaped(script, 'Certificate', () => Uint8Array.of(11, 0, 0, 9, 0, 0, 0, 5, 0, 0, 0, 0, 0)),
  ],
  [
    'malformed_certificate',
    'RFC 5280 §4.1: it is garbage',
    fields('Certificate', { certificateList: [{ certData: utf8('garbage'), extensions: {} }] }),
  ],
  [
    'malformed_certificate',
    'RFC 5280 §4.1: its certificate is cut short',
    (script) =>
      changed(script, 'Certificate', (body) => ({
        ...body,
        certificateList: body.certificateList.map((entry) => ({ ...entry, certData: entry.certData.slice(0, -1) })),
      })),
  ],
  [
    'chain_too_long',
    'RFC 8446 §4.4.2: it has more certificates than anybody needs',
    (script) =>
      changed(script, 'Certificate', (body) => ({
        ...body,
        certificateList: Array.from({ length: 17 }, () => body.certificateList[0] as (typeof body.certificateList)[0]),
      })),
  ],
  [
    'message_too_long',
    'RFC 8446 §4.4.2: it is longer than any chain',
    fields('Certificate', { certificateList: [{ certData: new Uint8Array(128 * 1024), extensions: {} }] }),
  ],
  [
    'unsolicited_extension',
    'RFC 8446 §4.4.2: a certificate has an OCSP response that nobody asked for',
    entryExtensions({ status_request: { statusType: 1, response: Uint8Array.of(0x30, 0) } }),
  ],
  [
    'unsolicited_extension',
    'RFC 8446 §4.4.2: a certificate has timestamps that nobody asked for',
    entryExtensions({ signed_certificate_timestamp: [Uint8Array.of(1)] }),
  ],
  [
    'unsolicited_extension',
    'RFC 8446 §4.4.2: a certificate has an unknown extension',
    entryExtensions({ '0x1234': nothing }),
  ],
  [
    'duplicate_extension',
    'RFC 8446 §4.2: a certificate has an extension twice',
    entryExtensions({ '0x1234': nothing, '0x01234': nothing }),
  ],
  [
    'misplaced_extension',
    'RFC 8446 §4.2: a certificate has key_share',
    entryExtensions({ [raw('key_share')]: nothing }),
  ],
  [
    'wrong_usage',
    'RFC 5280 §4.2.1.12: its certificate is for clients only',
    fields('Certificate', { certificateList: [{ certData: clientOnly.chain[0] as Uint8Array, extensions: {} }] }),
  ],
]);

judges('client', 'CertificateVerify', [
  [
    'bad_signature_scheme',
    'RFC 8446 §4.4.3: its scheme was not offered',
    fields('CertificateVerify', { algorithm: 0x0203 }),
  ],
  [
    'bad_signature_scheme',
    'RFC 8446 §4.4.3: its scheme is unknown',
    fields('CertificateVerify', { algorithm: 0x7777 }),
  ],
  [
    'bad_signature_scheme',
    'RFC 8446 §4.4.3: its scheme is PKCS #1 v1.5, which is offered for certificates only',
    fields('CertificateVerify', { algorithm: 0x0401 }),
  ],
  [
    'bad_signature_scheme',
    'RFC 8446 §4.2.3: its scheme is for another curve than the key',
    fields('CertificateVerify', { algorithm: 0x0503 }),
  ],
  [
    'bad_signature_scheme',
    'RFC 8446 §4.2.3: its scheme is for another kind of key',
    fields('CertificateVerify', { algorithm: 0x0804 }),
  ],
  [
    'bad_signature',
    '[C19] RFC 8446 §4.4.3: one bit of its signature is wrong',
    (script) => changed(script, 'CertificateVerify', (body) => ({ ...body, signature: flipped(body.signature) })),
  ],
  ['bad_signature', 'RFC 8446 §4.4.3: its signature is empty', fields('CertificateVerify', { signature: nothing })],
  [
    'bad_signature',
    'RFC 8446 §4.4.3: it signs what a client would sign',
    (script) =>
      changed(script, 'CertificateVerify', (body, peer) => ({
        ...body,
        signature: signature(peer, peer.signedContent('TLS 1.3, client CertificateVerify')),
      })),
  ],
  [
    'bad_signature',
    'RFC 8446 §4.4.3: it signs the transcript without context',
    (script) =>
      changed(script, 'CertificateVerify', (body, peer) => ({
        ...body,
        signature: signature(peer, peer.transcriptHash()),
      })),
  ],
]);

judges('client', 'Finished', [
  [
    'bad_finished',
    '[C21] RFC 8446 §4.4.4: one bit of its MAC is wrong',
    (script) => changed(script, 'Finished', ({ verifyData }) => ({ verifyData: flipped(verifyData) })),
  ],
  [
    'bad_finished',
    'RFC 8446 §4.4.4: it is what the client would send',
    (script) => changed(script, 'Finished', (_, peer) => ({ verifyData: peer.verifyData('client') })),
  ],
  ['bad_length', 'RFC 8446 §4.4.4: it is empty', fields('Finished', { verifyData: nothing })],
]);

judges('client', 'what follows', [
  [
    'bad_key_update',
    'RFC 8446 §4.6.3: KeyUpdate asks for something undefined',
    andThen(say('KeyUpdate', () => ({ requestUpdate: 2 }))),
  ],
  [
    'unexpected_message',
    'RFC 8446 §4.6.2: CertificateRequest comes although post-handshake authentication was not offered',
    andThen(say('CertificateRequest')),
  ],
  [
    'unexpected_message',
    'RFC 8446 §4.1.2: HelloRequest asks for renegotiation',
    andThen(act('HelloRequest', (peer) => peer.sendMessages(Uint8Array.of(0, 0, 0, 0)))),
  ],
  ['unexpected_message', 'RFC 8446 §4: ServerHello comes again', andThen(say('ServerHello'))],
  ['unexpected_message', 'RFC 8446 §4: Finished comes again', andThen(say('Finished'))],
  [
    'bad_length',
    'RFC 8446 §4.6.1: NewSessionTicket holds an empty ticket',
    (script) =>
      reshaped([...script, say('NewSessionTicket')], 'NewSessionTicket', () =>
        Uint8Array.of(4, 0, 0, 13, 0, 0, 14, 16, 0, 0, 0, 0, 0, 0, 0, 0, 0),
      ),
  ],
  [
    undefined,
    'RFC 8446 §4.6.1: NewSessionTicket has an extension that nobody knows',
    andThen(say('NewSessionTicket', (body) => ({ ...body, extensions: { '0x1234': nothing } }))),
  ],
  [
    undefined,
    'RFC 8446 §4.6.1: NewSessionTicket comes twice',
    andThen(say('NewSessionTicket'), say('NewSessionTicket')),
  ],
]);
