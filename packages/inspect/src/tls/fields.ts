/** What display filters may ask of a record: field names as Wireshark has them. */

import type { FieldValues } from '../model.ts';
import { toHex } from './bytes.ts';
import {
  clientHelloFacts,
  extensionsOfBlock,
  extensionsOfTicket,
  extensionValue,
  type RawExtension,
  serverHelloFacts,
} from './hello.ts';
import type { RecordContents } from './tree/record.ts';

const applicationData: FieldValues = { tls: [], 'tls.record': [], 'tls.record.content_type': [23], 'tls.app_data': [] };

/** Constant where possible: there are many records. */
export const fieldsOf = {
  unknown: { tls: [] } as FieldValues,
  /** Of QUIC only the handshake is seen. */
  quic(pieces: RecordContents['pieces']): FieldValues {
    return { quic: [], ...(pieces.length > 0 && { tls: [], ...handshakeFields(pieces, true) }) };
  },
  /** The same for DTLS, whose names begin with `dtls`. */
  datagram(contents: RecordContents): FieldValues {
    const entries = Object.entries(fieldsOf.record(contents));
    return Object.fromEntries(entries.map(([name, values]) => [name.replace(/^tls/, 'dtls'), values]));
  },
  record(contents: RecordContents): FieldValues {
    const { plain, outerType, version, length } = contents;
    if (outerType === 23 && plain === undefined) return applicationData;
    const type = plain?.type ?? outerType;
    return {
      tls: [],
      'tls.record': [],
      'tls.record.content_type': type === outerType ? [outerType] : [outerType, type],
      'tls.record.version': [version],
      'tls.record.length': [length],
      ...(type === 23 && { 'tls.app_data': [] }),
      ...(type === 20 && { 'tls.change_cipher_spec': [] }),
      ...(type === 21 && alertFields(plain?.data)),
      ...(type === 22 && handshakeFields(contents.pieces, contents.protocol.endsWith('1.3'))),
    };
  },
} as const;

function alertFields(data: Uint8Array | undefined): FieldValues {
  if (data === undefined) return { 'tls.alert': [], 'tls.alert_message': [] };
  const [level = 0, description = 0] = data;
  return {
    'tls.alert': [],
    'tls.alert_message': [],
    'tls.alert_message.level': [level],
    'tls.alert_message.desc': [description],
  };
}

function handshakeFields(pieces: RecordContents['pieces'], is13: boolean): FieldValues {
  const messages = pieces.map(({ message }) => message);
  const client = messages.find(({ type }) => type === 1);
  const server = messages.find(({ type }) => type === 2);
  const isDatagram = messages.some(({ headerLength }) => headerLength > 4);
  return {
    'tls.handshake': [],
    'tls.handshake.type': messages.map(({ type }) => type),
    'tls.handshake.length': messages.map(({ body, length = body.length }) => length),
    'tls.handshake.extension.type': messages.flatMap(({ type, body }) => extensionTypes(type, body, is13, isDatagram)),
    ...(client && clientFields(client.body, isDatagram)),
    ...(server && serverFields(server.body)),
  };
}

/** The numbers of all extensions in a message. */
function extensionTypes(type: number, body: Uint8Array, is13: boolean, isDatagram: boolean): readonly number[] {
  const ids = (extensions: readonly RawExtension[] = []): number[] => extensions.map(({ id }) => id);
  if (type === 1) return ids(clientHelloFacts(body, isDatagram)?.extensions);
  if (type === 2) return ids(serverHelloFacts(body)?.extensions);
  if (type === 8) return ids(extensionsOfBlock(body));
  if (type === 4 && is13) return ids(extensionsOfTicket(body));
  if (type === 13 && is13) return ids(extensionsOfBlock(body.subarray(1 + (body[0] ?? 0))));
  return [];
}

function clientFields(body: Uint8Array, datagram: boolean): FieldValues {
  const facts = clientHelloFacts(body, datagram);
  if (facts === undefined) return {};
  const { extensions } = facts;
  const names = extensionValue(extensions, 'ClientHello', 'server_name') ?? [];
  const protocols = extensionValue(extensions, 'ClientHello', 'application_layer_protocol_negotiation') ?? [];
  return {
    'tls.handshake.version': [facts.version],
    'tls.handshake.random': [toHex(facts.random)],
    'tls.handshake.session_id': facts.sessionId.length === 0 ? [] : [toHex(facts.sessionId)],
    'tls.handshake.ciphersuite': facts.suites,
    'tls.handshake.extensions_server_name': names.map(({ hostName }) => latin1(hostName)),
    'tls.handshake.extensions_alpn_str': protocols.map(latin1),
    'tls.handshake.extensions.supported_version': extensionValue(extensions, 'ClientHello', 'supported_versions') ?? [],
  };
}

function serverFields(body: Uint8Array): FieldValues {
  const facts = serverHelloFacts(body);
  if (facts === undefined) return {};
  const chosen = extensionValue(facts.extensions, 'ServerHello', 'supported_versions');
  return {
    'tls.handshake.version': [facts.version],
    'tls.handshake.random': [toHex(facts.random)],
    'tls.handshake.session_id': facts.sessionId.length === 0 ? [] : [toHex(facts.sessionId)],
    'tls.handshake.ciphersuite': [facts.suite],
    ...(chosen !== undefined && { 'tls.handshake.extensions.supported_version': [chosen] }),
  };
}

const latin1 = (bytes: Uint8Array): string => String.fromCharCode(...bytes);
