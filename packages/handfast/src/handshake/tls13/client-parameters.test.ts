import { utf8 } from '../../base/bytes.ts';
import { type How, judges } from '../../engine/testing/mistakes.ts';
import { after, extensions, fields, raw, say } from '../../engine/testing/script.ts';

const nothing = new Uint8Array(0);
const offersProtocols: How = { client: { protocols: ['h2', 'http/1.1'] } };
const offersLimit: How = { client: { recordSizeLimit: 4096 } };

judges('client', 'EncryptedExtensions', [
  [
    'unsolicited_extension',
    'RFC 8446 §4.2: it answers an extension that was not sent',
    extensions('EncryptedExtensions', { '0x1234': nothing }),
  ],
  [
    'unsolicited_extension',
    'RFC 7301 §3.1: it chooses a protocol although none was offered',
    extensions('EncryptedExtensions', { application_layer_protocol_negotiation: [utf8('h2')] }),
  ],
  [
    'unsolicited_extension',
    'RFC 8446 §4.2.10: it accepts early data that was not offered',
    extensions('EncryptedExtensions', { early_data: {} }),
  ],
  [
    'unsolicited_extension',
    'RFC 8449 §4: it limits records although no limit was sent',
    extensions('EncryptedExtensions', { record_size_limit: 4096 }),
  ],
  [
    'unsolicited_extension',
    'RFC 6066 §4: it limits fragments although no limit was sent',
    extensions('EncryptedExtensions', { max_fragment_length: 1 }),
  ],
  [
    'duplicate_extension',
    'RFC 8446 §4.2: it has server_name twice',
    extensions('EncryptedExtensions', { server_name: {}, [raw('server_name')]: nothing }),
  ],
  [
    'misplaced_extension',
    'RFC 8446 §4.2: it has key_share',
    extensions('EncryptedExtensions', { [raw('key_share')]: nothing }),
  ],
  [
    'misplaced_extension',
    'RFC 8446 §4.2: it has supported_versions',
    extensions('EncryptedExtensions', { [raw('supported_versions')]: Uint8Array.of(3, 4) }),
  ],
  [
    'misplaced_extension',
    'RFC 8446 §4.2: it has signature_algorithms',
    extensions('EncryptedExtensions', { [raw('signature_algorithms')]: Uint8Array.of(0, 2, 4, 3) }),
  ],
  [
    'unoffered_protocol',
    'RFC 7301 §3.1: it chooses a protocol that was not offered',
    extensions('EncryptedExtensions', { application_layer_protocol_negotiation: [utf8('h3')] }),
    offersProtocols,
  ],
  [
    'unoffered_protocol',
    'RFC 7301 §3.1: it chooses two protocols',
    extensions('EncryptedExtensions', { application_layer_protocol_negotiation: [utf8('h2'), utf8('http/1.1')] }),
    offersProtocols,
  ],
  [
    'bad_length',
    'RFC 7301 §3.1: its list of protocols is empty',
    extensions('EncryptedExtensions', { [raw('application_layer_protocol_negotiation')]: Uint8Array.of(0, 0) }),
    offersProtocols,
  ],
  [
    'bad_length',
    'RFC 7301 §3.1: its protocol is an empty name',
    extensions('EncryptedExtensions', { [raw('application_layer_protocol_negotiation')]: Uint8Array.of(0, 2, 0, 1) }),
    offersProtocols,
  ],
  [
    'trailing_bytes',
    'RFC 6066 §3: its server_name is not empty',
    extensions('EncryptedExtensions', { [raw('server_name')]: Uint8Array.of(0) }),
  ],
  [
    'bad_record_size_limit',
    'RFC 8449 §4: its record_size_limit is below 64',
    extensions('EncryptedExtensions', { record_size_limit: 63 }),
    offersLimit,
  ],
  [
    'bad_record_size_limit',
    'RFC 8449 §4: its record_size_limit is above 2^14 + 1',
    extensions('EncryptedExtensions', { record_size_limit: 2 ** 14 + 2 }),
    offersLimit,
  ],
  [
    undefined,
    'RFC 8446 §4.2.7: it lists groups for the next time',
    extensions('EncryptedExtensions', { supported_groups: [24, 23] }),
  ],
  [undefined, 'RFC 6066 §3: it confirms server_name', extensions('EncryptedExtensions', { server_name: {} })],
]);

judges(
  'client',
  'CertificateRequest',
  [
    [
      'bad_certificate_context',
      'RFC 8446 §4.3.2: its context is not empty',
      fields('CertificateRequest', { certificateRequestContext: Uint8Array.of(1) }),
    ],
    [
      'missing_extension',
      'RFC 8446 §4.3.2: it has no signature_algorithms',
      extensions('CertificateRequest', { signature_algorithms: undefined }),
    ],
    [
      'bad_length',
      'RFC 8446 §4.2.3: its list of schemes is empty',
      extensions('CertificateRequest', {
        signature_algorithms: undefined,
        [raw('signature_algorithms')]: Uint8Array.of(0, 0),
      }),
    ],
    [
      'truncated',
      'RFC 8446 §4.2.3: its list of schemes has an odd length',
      extensions('CertificateRequest', {
        signature_algorithms: undefined,
        [raw('signature_algorithms')]: Uint8Array.of(0, 3, 4, 3, 5),
      }),
    ],
    [
      'duplicate_extension',
      'RFC 8446 §4.2: it has an extension twice',
      extensions('CertificateRequest', { [raw('signature_algorithms')]: Uint8Array.of(0, 2, 4, 3) }),
    ],
    [
      'misplaced_extension',
      'RFC 8446 §4.2: it has key_share',
      extensions('CertificateRequest', { [raw('key_share')]: nothing }),
    ],
    [
      'unexpected_message',
      'RFC 8446 §4.3.2: it comes after Certificate',
      (script) => after(script, 'Certificate', say('CertificateRequest')),
    ],
    [
      undefined,
      '[F01] RFC 8446 §4.3.2: it has an extension that nobody knows',
      extensions('CertificateRequest', { '0x1234': nothing }),
    ],
  ],
  { authenticated: true },
);
