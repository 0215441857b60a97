/** Handshake messages as trees: the header, and each field of the body by the engine's own codecs. RFC 8446 §4 */

import { type CipherSuite, certificateTypeIds, handshakeTypeById, type VersionRow } from 'handfast/registry';
import {
  type AnyCodec,
  annotate,
  CompressedCertificate,
  certificateClassicOf,
  HelloVerifyRequest,
  isHelloRetryRequest,
  messages13,
  messagesClassic,
  NewConnectionId,
  RequestConnectionId,
  rest,
  type Span,
  UnnamedCertificateRequest,
  UnnamedCertificateVerify,
} from 'handfast/wire';
import type { CertificateUnpacker, TreeNode } from '../../model.ts';
import { unpacked } from '../chains.ts';
import { clientKeyExchange, serverKeyExchange } from '../formats/key-exchange.ts';
import { NextProtocol, OpenPgpCertificate } from '../formats/messages.ts';
import { quietly } from '../quietly.ts';
import { explainMessage } from './explanations.ts';
import { messagePrinters } from './messages.ts';
import { lineOf, type Place } from './printers.ts';
import type { Style } from './style.ts';
import { spaced } from './values.ts';

/** What decides how a message is laid out. */
export interface MessageContext {
  readonly version: VersionRow | undefined;
  readonly suite: CipherSuite | undefined;
  readonly datagram: boolean;
  /** Seconds since 1970. */
  readonly time: number;
  readonly showing?: Showing;
}

/** How Certificate messages are to be read. */
export interface Showing {
  /** By number: 0 for X.509, 2 for raw public keys. RFC 7250 §3 */
  readonly certificateType: number;
  readonly unpackers: readonly CertificateUnpacker[];
}

/** A whole handshake message: header and body; in DTLS its header is the one of the whole, put together. */
export interface WholeMessage {
  readonly type: number;
  readonly body: Uint8Array;
  /** What only the header of DTLS says: which message, and which part of it. RFC 6347 §4.2.2 */
  readonly part?: { readonly messageSequence: number; readonly offset: number; readonly length: number };
  /** Length of the header on the wire. */
  readonly headerLength: number;
  /** Whether `body` is only a part, of a message that is so long. */
  readonly isFragment?: boolean;
  readonly length?: number;
}

/** `Client Hello`; `Hello Retry Request` is told from its random. */
export function messageTitle(type: number, body: Uint8Array): string {
  if (type === 2 && isHelloRetryRequest(body)) return 'Hello Retry Request';
  const name = handshakeTypeById(type)?.name;
  if (name === undefined) return `Unknown (${type})`;
  return name === 'EndOfEarlyData' ? 'End of Early Data' : spaced(name);
}

/** The tree of one message whose header begins at `base`. */
export function messageNode(message: WholeMessage, context: MessageContext, base: number, style: Style): TreeNode {
  const { type, body, headerLength, isFragment = false, length = body.length } = message;
  const title = messageTitle(type, body) + (isFragment ? ' (fragment)' : '');
  const rule = ruleOf(type, context);
  const header = new Uint8Array(4);
  header.set([type, length >> 16, (length >> 8) & 255, length & 255]);
  const place: Place = { base, bytes: header, style, rule, time: context.time };
  const typeTitle = title === 'Hello Retry Request' ? 'Server Hello' : title.replace(/ \([a-z0-9]+\)$/, '');
  const children = [
    lineOf(`Handshake Type: ${typeTitle} (${type})`, { start: 0, end: 1 }, place),
    lineOf(`Length: ${length}`, { start: 1, end: 4 }, place),
    ...partLines(message, place),
    ...(isFragment ? [] : bodyLines(type, body, context, { ...place, base: base + headerLength, bytes: body })),
  ];
  const whole = { start: 0, end: headerLength + body.length };
  const explanation = explainMessage(type);
  return lineOf(`Handshake Protocol: ${title}`, whole, place, {
    children,
    ...(explanation !== undefined && { explanation }),
  });
}

function partLines({ part }: WholeMessage, place: Place): readonly TreeNode[] {
  if (part === undefined) return [];
  const { messageSequence, offset, length } = part;
  const bytes = new Uint8Array(8);
  const view = new DataView(bytes.buffer);
  // Numbers of three bytes: what stands before each of them is written last.
  view.setUint32(4, length);
  view.setUint32(1, offset);
  view.setUint16(0, messageSequence);
  const at: Place = { ...place, base: place.base + 4, bytes, rule: 'RFC 6347 §4.2.2' };
  return [
    lineOf(`Message Sequence: ${messageSequence}`, { start: 0, end: 2 }, at),
    lineOf(`Fragment Offset: ${offset}`, { start: 2, end: 5 }, at),
    lineOf(`Fragment Length: ${length}`, { start: 5, end: 8 }, at),
  ];
}

function bodyLines(type: number, body: Uint8Array, context: MessageContext, place: Place): readonly TreeNode[] {
  const codec = bodyCodec(type, body, context);
  const { root, error } = annotate(codec, body);
  const print = messagePrinters[printerName(type, context)] ?? messagePrinters['Opaque'];
  const lines = print?.(root as Span, place) ?? [];
  if (error === undefined) return type === 25 ? [...lines, unpackedNode(body, context, place)] : lines;
  const note = lineOf(`[A receiver refuses this message: ${error.message}]`, { start: 0, end: 0 }, place);
  return [...lines, note];
}

/** The Certificate message inside a packed one: its offsets are those of what was unpacked. RFC 8879 §4 */
function unpackedNode(body: Uint8Array, context: MessageContext, place: Place): TreeNode {
  const nowhere = { start: 0, end: 0 };
  const message = quietly(() => unpacked(body, context.showing?.unpackers ?? []));
  if (message === undefined) return lineOf('[Not unpacked: nothing here knows the algorithm]', nowhere, place);
  const children = bodyLines(11, message, context, { ...place, base: 0, bytes: message });
  return lineOf(`[Unpacked: Certificate of ${message.length} bytes]`, nowhere, place, { children });
}

function printerName(type: number, { version, showing }: MessageContext): string {
  const name = handshakeTypeById(type)?.name ?? 'Opaque';
  if (type === 11 && showing?.certificateType === certificateTypeIds.RawPublicKey) {
    return version?.flow === 'tls13' ? 'RawPublicKey13' : 'RawPublicKey';
  }
  if (type === 20 && version?.prf === 'ssl3') return 'FinishedSsl3';
  if (type === 11 && showing?.certificateType === openPgp && version?.flow !== 'tls13') return 'OpenPgp';
  return version?.flow === 'tls13' && `${name}13` in messagePrinters ? `${name}13` : name;
}

/** The codec of a body: the engine's where it has one. */
export function bodyCodec(type: number, body: Uint8Array, context: MessageContext): AnyCodec {
  const { version, suite } = context;
  const form = version?.signature === 'scheme' ? 'scheme' : 'bare';
  const shows = context.showing?.certificateType;
  switch (type) {
    case 1:
      return messages13.ClientHello.body;
    case 2:
      return isHelloRetryRequest(body) ? messages13.HelloRetryRequest.body : messages13.ServerHello.body;
    case 12:
      return suite === undefined ? rest : serverKeyExchange(suite, form);
    case 16:
      return suite === undefined ? rest : clientKeyExchange(suite, version?.name === 'SSL 3.0');
    case 11:
      if (version?.flow === 'tls13') return messages13.Certificate.body;
      if (shows === openPgp) return OpenPgpCertificate;
      return certificateClassicOf(shows === certificateTypeIds.RawPublicKey ? 'RawPublicKey' : 'X509');
    default:
      return version?.flow === 'tls13' ? (codecs13[type] ?? otherCodecs[type] ?? rest) : classicCodec(type, form);
  }
}

/** RFC 6091 §3.1 */
const openPgp = 1;

function classicCodec(type: number, form: 'scheme' | 'bare'): AnyCodec {
  if (type === 13) return form === 'scheme' ? messagesClassic.CertificateRequest.body : UnnamedCertificateRequest;
  if (type === 15) return form === 'scheme' ? messagesClassic.CertificateVerify.body : UnnamedCertificateVerify;
  return classicCodecs[type] ?? otherCodecs[type] ?? rest;
}

const codecs13: Readonly<Record<number, AnyCodec>> = Object.fromEntries(
  Object.values(messages13).map((row) => [row.type, row.body]),
);
const classicCodecs: Readonly<Record<number, AnyCodec>> = Object.fromEntries(
  Object.values(messagesClassic).map((row) => [row.type, row.body]),
);
const otherCodecs: Readonly<Record<number, AnyCodec>> = {
  3: HelloVerifyRequest,
  9: RequestConnectionId,
  10: NewConnectionId,
  25: CompressedCertificate,
  67: NextProtocol,
};

/** Where each message is written, in the version at hand. */
export function ruleOf(type: number, { version, datagram }: MessageContext): string | undefined {
  if (version?.flow === 'tls13') return rules13[type] ?? otherRules[type];
  const section = classicSections[type];
  if (section === undefined) return otherRules[type] ?? rules13[type];
  if (type === 1 && datagram) return 'RFC 6347 §4.2.1';
  return `${classicDocuments[version?.name ?? ''] ?? 'RFC 5246'} §${section}`;
}

const classicDocuments: Readonly<Record<string, string>> = {
  'TLS 1.0': 'RFC 2246',
  'TLS 1.1': 'RFC 4346',
  'DTLS 1.0': 'RFC 4346',
};
const classicSections: Readonly<Record<number, string>> = {
  0: '7.4.1.1',
  1: '7.4.1.2',
  2: '7.4.1.3',
  11: '7.4.2',
  12: '7.4.3',
  13: '7.4.4',
  14: '7.4.5',
  15: '7.4.8',
  16: '7.4.7',
  20: '7.4.9',
};
const rules13: Readonly<Record<number, string>> = {
  1: 'RFC 8446 §4.1.2',
  2: 'RFC 8446 §4.1.3',
  4: 'RFC 8446 §4.6.1',
  5: 'RFC 8446 §4.5',
  8: 'RFC 8446 §4.3.1',
  11: 'RFC 8446 §4.4.2',
  13: 'RFC 8446 §4.3.2',
  15: 'RFC 8446 §4.4.3',
  20: 'RFC 8446 §4.4.4',
  24: 'RFC 8446 §4.6.3',
};
const otherRules: Readonly<Record<number, string>> = {
  3: 'RFC 6347 §4.2.1',
  4: 'RFC 5077 §3.3',
  9: 'RFC 9147 §9',
  10: 'RFC 9147 §9',
  21: 'RFC 6066 §5',
  22: 'RFC 6066 §8',
  23: 'RFC 4680 §2',
  25: 'RFC 8879 §4',
};
