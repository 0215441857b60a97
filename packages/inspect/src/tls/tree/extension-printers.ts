/** How the content of each extension is printed, by its name and the message that carries it. */

import { generalText, nameLine, publicKeyNode } from './certificate.ts';
import { echConfigs, echConfirmation, echHello } from './encrypted-client-hello.ts';
import type { CarrierName } from './extension-formats.ts';
import {
  bytes,
  counted,
  fields,
  flat,
  lineOf,
  list,
  many,
  type Printer,
  text,
  under,
  value,
  withMeaning,
} from './printers.ts';
import { groupText, schemeText, secondsText, versionText } from './values.ts';

type Row = Readonly<Partial<Record<CarrierName | 'any', Printer>>>;

const schemes = list(
  'Signature Hash Algorithms Length',
  many('Signature Hash Algorithms', 'algorithm'),
  value('Signature Algorithm', schemeText),
);

const statusTypes = { 1: 'OCSP' };

const shareEntry: Printer = (span, place) => {
  const [group, exchange] = span.children;
  const length = exchange?.children[0]?.value;
  const name = groupText(Number(group?.value)).replace(/ \(0x[0-9a-f]+\)$/, '');
  const inner = fields({
    group: (one, at) => [lineOf(`Group: ${name} (${String(one.value)})`, one, at)],
    keyExchange: counted('Key Exchange'),
  });
  return under(`Key Share Entry: Group: ${name}, Key Exchange length: ${String(length ?? 0)}`, inner)(span, place);
};

const identity: Printer = (span, place) => {
  const length = span.children[0]?.children[0]?.value;
  const inner = fields({ identity: counted('Identity'), obfuscatedTicketAge: value('Obfuscated Ticket Age') });
  return under(`PSK Identity (length: ${String(length ?? 0)})`, inner)(span, place);
};

const binder: Printer = (span, place) => {
  const [length, content] = span.children;
  const label = `PSK Binder (length: ${String(length?.value ?? 0)})`;
  return content === undefined ? [] : bytes(label)({ ...content, start: content.start }, place);
};

const offeredPsks = under(
  'Pre-Shared Key extension',
  fields({
    identities: flat('Identities Length', identity),
    binders: (span, place) => {
      const [length, ...items] = span.children;
      const start = length?.end ?? span.start;
      const children = items.flatMap((one) => binder(one, place));
      const lines = length === undefined ? [] : value('PSK Binders length')(length, place);
      return [...lines, lineOf('PSK Binders', { start, end: span.end }, place, { children })];
    },
  }),
);

const modes: Readonly<Record<number, string>> = {
  0: 'PSK-only key establishment (psk_ke)',
  1: 'PSK with (EC)DHE key establishment (psk_dhe_ke)',
};

const serverName = under(
  'Server Name Indication extension',
  flat(
    'Server Name list length',
    fields({
      nameType: withMeaning('Server Name Type', { 0: 'host_name' }),
      hostName: text('Server Name', 'Server Name length'),
    }),
  ),
);

const protocols = list(
  'ALPN Extension Length',
  () => 'ALPN Protocol',
  text('ALPN Next Protocol', 'ALPN string length'),
);

const renegotiation: Printer = (span, place) =>
  under('Renegotiation Info extension', counted('Renegotiation info', 'Renegotiation info extension length'))(
    span,
    place,
  );

const distinguishedName: Printer = (span, place) => {
  const [length, content] = span.children;
  const lines = length === undefined ? [] : value('Distinguished Name Length')(length, place);
  return content === undefined ? lines : [...lines, nameLine(content, place)];
};

const delegatedCredential: Printer = fields({
  validTime: value('Valid Time', secondsText),
  dcCertVerifyAlgorithm: value('Signature Algorithm of CertificateVerify', schemeText),
  subjectPublicKeyInfo: (span, place) => {
    const [length, content] = span.children;
    const lines = length === undefined ? [] : value('Subject Public Key Info Length')(length, place);
    return content === undefined ? lines : [...lines, publicKeyNode(content, place)];
  },
  algorithm: value('Signature Algorithm', schemeText),
  signature: counted('Signature'),
});

function certificateTypes(side: string): Row {
  const one = withMeaning('Certificate Type', {});
  const title = `${side} Certificate Types`;
  return { ClientHello: list(`${title} Length`, many(title, 'type'), one), any: one };
}

export const extensionPrinters: Readonly<Record<string, Row>> = {
  server_name: { ClientHello: serverName },
  max_fragment_length: { any: withMeaning('Maximum Fragment Length', {}) },
  status_request: {
    ClientHello: fields({
      statusType: withMeaning('Certificate Status Type', statusTypes),
      responderIds: flat('Responder ID list Length', counted('Responder ID')),
      requestExtensions: counted('Request Extensions'),
    }),
    Certificate: fields({
      statusType: withMeaning('Certificate Status Type', statusTypes),
      response: (span, place) => generalText('OCSP Response', span, place),
    }),
  },
  supported_groups: {
    any: list('Supported Groups List Length', many('Supported Groups', 'group'), value('Supported Group', groupText)),
  },
  ec_point_formats: {
    any: list(
      'EC point formats Length',
      (items) => `Elliptic curves point formats (${items})`,
      withMeaning('EC point format', {}),
    ),
  },
  signature_algorithms: { any: schemes },
  signature_algorithms_cert: { any: schemes },
  delegated_credential: { ClientHello: schemes, Certificate: delegatedCredential },
  client_certificate_type: certificateTypes('Client'),
  server_certificate_type: certificateTypes('Server'),
  encrypted_client_hello: {
    ClientHello: echHello,
    HelloRetryRequest: echConfirmation,
    EncryptedExtensions: echConfigs,
  },
  application_layer_protocol_negotiation: { any: protocols },
  application_settings: { any: list('ALPS Extension Length', () => 'Supported ALPN List', text('Supported ALPN')) },
  session_ticket: {
    any: (span, place) => [
      lineOf(`Data (${span.end - span.start} byte${span.end - span.start === 1 ? '' : 's'})`, span, place),
    ],
  },
  padding: { any: (span, place) => (span.end === span.start ? [] : bytes('Padding Data')(span, place)) },
  pre_shared_key: {
    ClientHello: offeredPsks,
    ServerHello: under('Pre-Shared Key extension', value('Selected Identity')),
  },
  early_data: { NewSessionTicket: value('Maximum Early Data Size') },
  supported_versions: {
    ClientHello: flat('Supported Versions length', value('Supported Version', versionText)),
    any: value('Supported Version', versionText),
  },
  cookie: { any: counted('Cookie', 'Cookie length') },
  psk_key_exchange_modes: { any: flat('PSK Key Exchange Modes Length', withMeaning('PSK Key Exchange Mode', modes)) },
  certificate_authorities: {
    any: list(
      'Distinguished Names Length',
      (_items, length) => `Distinguished Names (${length} bytes)`,
      distinguishedName,
    ),
  },
  key_share: {
    ClientHello: under('Key Share extension', flat('Client Key Share Length', shareEntry)),
    ServerHello: under('Key Share extension', shareEntry),
    HelloRetryRequest: under('Key Share extension', (span, place) => [
      lineOf(
        `Selected Group: ${groupText(Number(span.value)).replace(/ \(0x[0-9a-f]+\)$/, '')} (${String(span.value)})`,
        span,
        place,
      ),
    ]),
  },
  connection_id: { any: counted('Connection ID', 'Connection ID length') },
  compress_certificate: { any: flat('Algorithms Length', withMeaning('Algorithm', {})) },
  record_size_limit: { any: value('Record Size Limit') },
  renegotiation_info: { any: renegotiation },
  signed_certificate_timestamp: {
    ServerHello: flat('Serialized SCT List Length', counted('Serialized SCT')),
    Certificate: flat('Serialized SCT List Length', counted('Serialized SCT')),
  },
};
