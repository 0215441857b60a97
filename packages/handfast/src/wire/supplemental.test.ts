import { describe, expect, test } from 'vitest';
import { concat, fromHex, toHex, utf8 } from '../base/bytes.ts';
import { ProtocolError } from '../base/errors.ts';
import { annotate, leaves } from './annotate.ts';
import { type AnyCodec, decode, encode } from './codec.ts';
import { extensionsOf } from './extensions/extension.ts';
import { extensionTable } from './extensions/table.ts';
import { handshakeMessage } from './handshake.ts';
import { CertificateURL } from './messages/certificate-url.ts';
import { SupplementalData } from './messages/supplemental-data.ts';
import { messagesClassic } from './messages-classic.ts';

const hash = '00112233445566778899aabbccddeeff00112233';
const text = (value: string): string => toHex(utf8(value));

/** Bytes as a specification lays them out, and what they mean. */
const messages: readonly (readonly [string, AnyCodec, string, unknown])[] = [
  [
    'RFC 6066 §5: CertificateURL',
    CertificateURL,
    `01 0020 0009 ${text('http://a/')} 01 ${hash}`,
    { type: 1, urlAndHashList: [{ url: utf8('http://a/'), padding: 1, SHA1Hash: fromHex(hash) }] },
  ],
  [
    'RFC 4681 §3: SupplementalData with a user mapping',
    SupplementalData,
    `000010 0000 000c 000a 40 0007 0003 ${text('a@b')} 0000`,
    {
      suppData: [
        { type: 0, value: [{ type: 64, value: { userPrincipalName: utf8('a@b'), domainName: new Uint8Array(0) } }] },
      ],
    },
  ],
  [
    'RFC 5878 §3: SupplementalData with an assertion, and with the address of one',
    SupplementalData,
    `000027 4002 0023 0021 01 0003 ${text('yes')} 03 0003 ${text('u:/')} 02 ${hash}`,
    {
      suppData: [
        {
          type: 16386,
          value: [
            { type: 1, value: utf8('yes') },
            { type: 3, value: { url: utf8('u:/'), hash: { type: 2, value: fromHex(hash) } } },
          ],
        },
      ],
    },
  ],
];

const plain = (hex: string): Uint8Array => fromHex(hex.replaceAll(' ', ''));

describe('[C05] messages that nobody sends any more are read all the same:', () => {
  test.each(messages)('%s', (_title, codec, hex, value) => {
    expect(decode(codec, plain(hex))).toEqual(value);
    expect(toHex(encode(codec, value))).toBe(hex.replaceAll(' ', ''));
  });

  test('RFC 4680 §2: an entry of a type without format is refused', () => {
    expect(() => decode(SupplementalData, plain('000005 0001 0001 00'))).toThrow(ProtocolError);
  });

  test('every byte of them is explained', () => {
    for (const [, codec, hex] of messages) {
      const body = plain(hex);
      const type = codec === CertificateURL ? 21 : 23;
      const message = concat(Uint8Array.of(type, 0, 0, body.length), body);
      const { root, error } = annotate(handshakeMessage(messagesClassic), message);
      expect(error).toBeUndefined();
      expect(leaves(root).reduce((sum, { start, end }) => sum + end - start, 0)).toBe(message.length);
    }
  });
});

const hello = extensionsOf(extensionTable, 'ClientHello');

test.each([
  ['[F03] RFC 6066 §5: client_certificate_url', '0002 0000', { client_certificate_url: {} }],
  [
    '[F03] RFC 6066 §6: trusted_ca_keys',
    `0003 0021 001f 00 01 ${hash} 02 0006 ${text('a name')}`,
    {
      trusted_ca_keys: [
        { type: 0, value: {} },
        { type: 1, value: fromHex(hash) },
        { type: 2, value: utf8('a name') },
      ],
    },
  ],
  ['[F04] RFC 4681 §2: user_mapping', '0006 0002 01 40', { user_mapping: [64] }],
  ['[F04] RFC 5878 §2.3: client_authz', '0007 0003 02 00 01', { client_authz: [0, 1] }],
  ['[F04] RFC 5878 §2.3: server_authz', '0008 0002 01 03', { server_authz: [3] }],
  ['[F04] RFC 6091 §3.1: cert_type', '0009 0003 02 01 00', { cert_type: [1, 0] }],
])('%s', (_title, hex, block) => {
  const bytes = plain(hex);
  const whole = concat(Uint8Array.of(0, bytes.length), bytes);
  expect(decode(hello, whole)).toEqual(block);
  expect(encode(hello, block as never)).toEqual(whole);
});
