/** What display filters may ask of a record: field names as Wireshark has them. */

import type { Carrier } from 'handfast/wire';
import type { FieldValues } from '../model.ts';
import { toHex, uintAt } from './bytes.ts';
import { extensionFields, signatureFields, ticketFields } from './extension-fields.ts';
import {
  clientHelloFacts,
  extensionsOfBlock,
  extensionsOfTicket,
  type RawExtension,
  serverHelloFacts,
} from './hello.ts';
import type { WholeMessage } from './tree/handshake.ts';
import type { RecordContents } from './tree/record.ts';

const applicationData: FieldValues = { tls: [], 'tls.record': [], 'tls.record.content_type': [23], 'tls.app_data': [] };

/** Constant where possible: there are many records. */
export const fieldsOf = {
  unknown: { tls: [] } as FieldValues,
  /** Of QUIC only the handshake is seen. */
  quic(pieces: RecordContents['pieces']): FieldValues {
    return { quic: [], ...(pieces.length > 0 && { tls: [], ...handshakeFields(pieces, 'TLSv1.3') }) };
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
      ...(type === 22 && handshakeFields(contents.pieces, contents.protocol)),
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

function handshakeFields(pieces: RecordContents['pieces'], version: string): FieldValues {
  const found: Record<string, readonly (number | string)[]> = { 'tls.handshake': [] };
  for (const { message } of pieces) {
    for (const [name, values] of Object.entries(messageFields(message, version))) {
      found[name] = [...(found[name] ?? []), ...values];
    }
  }
  return found;
}

function messageFields(
  { type, body, headerLength, length = body.length, isFragment }: WholeMessage,
  version: string,
): FieldValues {
  const fields = { 'tls.handshake.type': [type], 'tls.handshake.length': [length] };
  // What has not come yet is told with what completes it.
  if (isFragment) return fields;
  return { ...fields, ...bodyFields(type, body, version, headerLength > 4) };
}

function bodyFields(type: number, body: Uint8Array, version: string, isDatagram: boolean): FieldValues {
  const is13 = version.endsWith('1.3');
  if (type === 1) return clientFields(body, isDatagram);
  if (type === 2) return serverFields(body);
  if (type === 3 && body.length > 1) return { 'tls.handshake.version': [uintAt(body, 0, 2)] };
  if (type === 4) return { ...ticketFields(body), ...(is13 && idsOf(extensionsOfTicket(body))) };
  if (type === 8) return withIds(extensionsOfBlock(body), 'EncryptedExtensions');
  if (type === 13 && is13) return withIds(extensionsOfBlock(body.subarray(1 + (body[0] ?? 0))), 'CertificateRequest');
  return is13 || version.endsWith('1.2') ? signatureFields(type, body) : {};
}

const idsOf = (extensions: readonly RawExtension[]): FieldValues => ({
  'tls.handshake.extension.type': extensions.map(({ id }) => id),
});

const withIds = (extensions: readonly RawExtension[], carrier: Carrier): FieldValues => ({
  ...idsOf(extensions),
  ...extensionFields(extensions, carrier),
});

function clientFields(body: Uint8Array, datagram: boolean): FieldValues {
  const facts = clientHelloFacts(body, datagram);
  if (facts === undefined) return {};
  return {
    'tls.handshake.version': [facts.version],
    'tls.handshake.random': [toHex(facts.random)],
    'tls.handshake.session_id': facts.sessionId.length === 0 ? [] : [toHex(facts.sessionId)],
    'tls.handshake.ciphersuite': facts.suites,
    'tls.handshake.comp_method': facts.compression,
    ...withIds(facts.extensions, 'ClientHello'),
  };
}

function serverFields(body: Uint8Array): FieldValues {
  const facts = serverHelloFacts(body);
  if (facts === undefined) return {};
  return {
    'tls.handshake.version': [facts.version],
    'tls.handshake.random': [toHex(facts.random)],
    'tls.handshake.session_id': facts.sessionId.length === 0 ? [] : [toHex(facts.sessionId)],
    'tls.handshake.ciphersuite': [facts.suite],
    'tls.handshake.comp_method': [facts.compression],
    ...withIds(facts.extensions, 'ServerHello'),
  };
}
