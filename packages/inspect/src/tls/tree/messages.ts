/** How the body of each handshake message is printed. */

import { isHelloRetryRequest, type Span } from 'handfast/wire';
import { annotateOcspResponse } from 'handfast/x509';
import type { TreeNode } from '../../model.ts';
import { textOf, uintAt } from '../bytes.ts';
import { certificateNode, nameLine, publicKeyNode, spanNodes } from './certificate.ts';
import type { CarrierName } from './extension-formats.ts';
import { extensionBlock } from './extensions.ts';
import {
  bytes,
  counted,
  fields,
  flat,
  generic,
  lineOf,
  list,
  many,
  nothing,
  type Place,
  type Printer,
  under,
  value,
} from './printers.ts';
import { bytesText, groupText, schemeText, secondsText, suiteText, timeText, versionText } from './values.ts';

/** Time and random bytes: the first four bytes were the clock of the sender up to TLS 1.2, by convention. */
const random: Printer = (span, place) => {
  const { style, bytes: all, time } = place;
  const own = all.subarray(span.start, span.end);
  const seconds = uintAt(own, 0, 4);
  const near = Math.abs(seconds - time) < 2 * 86_400;
  const note = near ? 'the time of the capture' : 'not the time of the capture: random bytes in its place';
  const [clock, bytesLabel] = style.fieldNames ? ['gmt_unix_time', 'random_bytes'] : ['GMT Unix Time', 'Random Bytes'];
  const children = [
    lineOf(
      `${clock}: ${timeText(seconds, style)}`,
      { start: span.start, end: span.start + 4 },
      place,
      style.fieldNames ? {} : { note },
    ),
    ...bytes(bytesLabel)({ ...span, start: span.start + 4 }, place),
  ];
  const magic = isHelloRetryRequest(all) ? ' (HelloRetryRequest magic)' : '';
  const label = style.fieldNames ? 'Random' : `Random: ${bytesText(own, style)}${magic}`;
  return [lineOf(label, span, place, { children })];
};

const compression = (method: number): string =>
  `${{ 0: 'null', 1: 'DEFLATE', 64: 'LZS' }[method] ?? 'Unknown'} (${method})`;

const extensions =
  (carrier: CarrierName): Printer =>
  (span, place) =>
    extensionBlock(span, place, carrier);

const helloFields = (carrier: CarrierName): Readonly<Record<string, Printer>> => ({
  legacyVersion: value('Version', versionText),
  random,
  legacySessionId: counted('Session ID'),
  legacySessionIdEcho: counted('Session ID'),
  legacyCookie: counted('Cookie'),
  cipherSuites: list('Cipher Suites Length', many('Cipher Suites', 'suite'), value('Cipher Suite', suiteText)),
  cipherSuite: value('Cipher Suite', suiteText),
  legacyCompressionMethods: list(
    'Compression Methods Length',
    many('Compression Methods', 'method'),
    value('Compression Method', compression),
  ),
  legacyCompressionMethod: value('Compression Method', compression),
  extensions: extensions(carrier),
});

/** One certificate of a list: its length, and the certificate down to the last byte. */
const certificate: Printer = (span, place) => {
  const [length, content] = span.children;
  const lines = length === undefined ? [] : value('Certificate Length')(length, place);
  return content === undefined ? lines : [...lines, certificateNode(content, place)];
};

/** A bare key in the place of a certificate. RFC 7250 §3 */
const publicKey: Printer = (span, place) => {
  const [length, content] = span.children;
  const lines = length === undefined ? [] : value('Subject Public Key Info Length')(length, place);
  return content === undefined || content.end === content.start ? lines : [...lines, publicKeyNode(content, place)];
};

const certificates = (_items: number, length: number): string => `Certificates (${length} bytes)`;

const entry = fields({ certData: certificate, extensions: extensions('Certificate') });
const keyEntry = fields({ certData: publicKey, extensions: extensions('Certificate') });

const signature: Readonly<Record<string, Printer>> = {
  algorithm: value('Signature Algorithm', schemeText),
  signature: counted('Signature'),
};

/** A struct inside another gives its fields to it: `params` and `answer` have no line of their own. */
const flattened = (span: Span, name: string): Span => ({
  ...span,
  children: span.children.flatMap((child) => (child.name === name ? child.children : [child])),
});

const parameters: Printer = (span, place) => {
  const params = span.children.find(({ name }) => name === 'params');
  const label = parameterTitles[params?.type ?? ''] ?? 'PSK Server Params';
  return under(label, fields(serverParams))(flattened(span, 'params'), place);
};

const parameterTitles: Readonly<Record<string, string>> = {
  ServerECDHParams: 'EC Diffie-Hellman Server Params',
  ServerDHParams: 'Diffie-Hellman Server Params',
  ServerRSAParams: 'RSA Server Params',
  ServerSRPParams: 'SRP Server Params',
};

const serverParams: Readonly<Record<string, Printer>> = {
  pskIdentityHint: counted('Hint', 'Hint Length', textOf),
  curveType: (span, place) => [
    lineOf(
      `Curve Type: ${span.meaning ?? 'Unknown'} (0x${Number(span.value).toString(16).padStart(2, '0')})`,
      span,
      place,
    ),
  ],
  namedCurve: value('Named Curve', groupText),
  public: counted('Pubkey'),
  dhP: counted('p'),
  dhG: counted('g'),
  dhYs: counted('Pubkey'),
  n: counted('N'),
  g: counted('g'),
  s: counted('Salt'),
  b: counted('Pubkey'),
  rsaModulus: counted('Modulus'),
  rsaExponent: counted('Exponent'),
  ...signature,
};

const clientParams: Printer = (span, place) => {
  const answer = span.children.find(({ name }) => name === 'answer');
  const [own] = (answer ?? span).children;
  const label = answerTitles[own?.name ?? ''] ?? 'PSK Client Params';
  return under(label, fields(answerFields))(flattened(span, 'answer'), place);
};

const answerTitles: Readonly<Record<string, string>> = {
  public: 'EC Diffie-Hellman Client Params',
  dhYc: 'Diffie-Hellman Client Params',
  encryptedPreMasterSecret: 'RSA Encrypted PreMaster Secret',
  a: 'SRP Client Params',
};

const answerFields: Readonly<Record<string, Printer>> = {
  pskIdentity: counted('Identity', 'Identity Length', textOf),
  public: counted('Pubkey'),
  dhYc: counted('Pubkey'),
  a: counted('Pubkey'),
  encryptedPreMasterSecret: (span, place) =>
    span.children.length > 0
      ? counted('Encrypted PreMaster', 'Encrypted PreMaster length')(span, place)
      : bytes('Encrypted PreMaster')(span, place),
};

const distinguishedName: Printer = (span, place) => {
  const [length, content] = span.children;
  const lines = length === undefined ? [] : value('Distinguished Name Length')(length, place);
  return content === undefined ? lines : [...lines, nameLine(content, place)];
};

const typeTitles: Readonly<Record<number, string>> = {
  1: 'RSA Sign',
  2: 'DSS Sign',
  3: 'RSA Fixed DH',
  4: 'DSS Fixed DH',
  64: 'ECDSA Sign',
  65: 'RSA Fixed ECDH',
  66: 'ECDSA Fixed ECDH',
};

const request: Readonly<Record<string, Printer>> = {
  certificateTypes: list('Certificate types count', many('Certificate types', 'type'), (span, place) => [
    lineOf(
      `Certificate type: ${typeTitles[Number(span.value)] ?? span.meaning ?? 'Unknown'} (${String(span.value)})`,
      span,
      place,
    ),
  ]),
  supportedSignatureAlgorithms: list(
    'Signature Hash Algorithms Length',
    many('Signature Hash Algorithms', 'algorithm'),
    value('Signature Algorithm', schemeText),
  ),
  certificateAuthorities: list(
    'Distinguished Names Length',
    (_items, length) => `Distinguished Names (${length} byte${length === 1 ? '' : 's'})`,
    distinguishedName,
  ),
};

const statusTitles: Readonly<Record<number, string>> = { 1: 'OCSP', 2: 'OCSP multi' };

const ocspResponse: Printer = (span, place) => {
  const [length, content] = span.children;
  const lines = length === undefined ? [] : value('OCSP Response Length')(length, place);
  if (content === undefined || content.end === content.start) return lines;
  const { root } = annotateOcspResponse(place.bytes.subarray(content.start, content.end));
  const children = spanNodes(root.children, { ...place, base: place.base + content.start });
  return [...lines, lineOf('OCSP Response', content, place, { children })];
};

const ticket = under(
  'TLS Session Ticket',
  fields({
    ticketLifetimeHint: value('Session Ticket Lifetime Hint', secondsText),
    ticketLifetime: value('Session Ticket Lifetime Hint', secondsText),
    ticketAgeAdd: value('Session Ticket Age Add'),
    ticketNonce: counted('Session Ticket Nonce'),
    ticket: counted('Session Ticket'),
    extensions: extensions('NewSessionTicket'),
  }),
);

/** A ServerHello is printed as the message that its random makes it. */
const serverHello: Printer = (span: Span, place: Place): readonly TreeNode[] =>
  fields(helloFields(span.type === 'HelloRetryRequest' ? 'HelloRetryRequest' : 'ServerHello'))(span, place);

/** By the name of the structure; a `13` behind it for the form of TLS 1.3 where there are two. */
export const messagePrinters: Readonly<Record<string, Printer>> = {
  HelloRequest: nothing,
  ClientHello: fields(helloFields('ClientHello')),
  ServerHello: serverHello,
  HelloVerifyRequest: fields({ serverVersion: value('Version', versionText), cookie: counted('Cookie') }),
  NewSessionTicket: ticket,
  EndOfEarlyData: nothing,
  EncryptedExtensions: fields({ extensions: extensions('EncryptedExtensions') }),
  Certificate: fields({ certificateList: list('Certificates Length', certificates, certificate) }),
  Certificate13: fields({
    certificateRequestContext: counted('Certificate Request Context'),
    certificateList: list('Certificates Length', certificates, entry),
  }),
  RawPublicKey: fields({ subjectPublicKeyInfo: publicKey }),
  RawPublicKey13: fields({
    certificateRequestContext: counted('Certificate Request Context'),
    certificateList: list('Certificates Length', certificates, keyEntry),
  }),
  OpenPgp: fields({
    descriptorType: (span, place) => [
      lineOf(`Descriptor Type: ${span.meaning ?? 'Unknown'} (${String(span.value)})`, span, place),
    ],
    keyId: counted('Key ID'),
    cert: counted('OpenPGP Certificate'),
    fingerprint: counted('Fingerprint'),
  }),
  CompressedCertificate: fields({
    algorithm: (span, place) => [
      lineOf(`Algorithm: ${span.meaning ?? 'Unknown'} (${String(span.value)})`, span, place),
    ],
    uncompressedLength: value('Uncompressed Length'),
    compressedCertificateMessage: counted('Compressed Certificate Message', 'Length'),
  }),
  ServerKeyExchange: parameters,
  CertificateRequest: fields(request),
  CertificateRequest13: fields({
    certificateRequestContext: counted('Certificate Request Context'),
    extensions: extensions('CertificateRequest'),
  }),
  ServerHelloDone: nothing,
  CertificateVerify: fields({ ...signature, signature: counted('Signature', 'Signature length') }),
  ClientKeyExchange: clientParams,
  Finished: fields({ verifyData: bytes('Verify Data') }),
  // RFC 6101 §5.6.9
  FinishedSsl3: (span, place) => {
    const middle = Math.min(span.start + 16, span.end);
    return [
      ...bytes('MD5 Hash')({ ...span, end: middle }, place),
      ...bytes('SHA-1 Hash')({ ...span, start: middle }, place),
    ];
  },
  CertificateStatus: fields({
    statusType: (span, place) => [
      lineOf(
        `Certificate Status Type: ${statusTitles[Number(span.value)] ?? 'Unknown'} (${String(span.value)})`,
        span,
        place,
      ),
    ],
    response: ocspResponse,
    responses: list('OCSP Responses Length', many('OCSP Responses', 'response'), ocspResponse),
  }),
  KeyUpdate: fields({
    requestUpdate: (span, place) => [
      lineOf(`Key Update Request: ${span.meaning ?? 'Unknown'} (${String(span.value)})`, span, place),
    ],
  }),
  CertificateURL: flatUrl(),
  SupplementalData: fields({ suppData: flat('Supplemental Data Length', generic) }),
  Opaque: (span, place) =>
    span.children.length > 0 ? nothing(span, place) : generic({ ...span, name: 'data' }, place),
};

function flatUrl(): Printer {
  return fields({
    urlAndHashList: flat('URL and Hash List Length', fields({ url: counted('URL', 'URL Length', textOf) })),
  });
}
