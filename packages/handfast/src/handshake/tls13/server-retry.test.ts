import { utf8 } from '../../base/bytes.ts';
import { type How, judges } from '../../engine/testing/mistakes.ts';
import { changed, extensions, fields, type Mistake, raw } from '../../engine/testing/script.ts';
import type { Body } from '../../engine/testing/scripted-peer.ts';

const again = 'second ClientHello';
const hello = (values: Partial<Body<'ClientHello'>>): Mistake => fields('ClientHello', values, again);
const offer = (values: Readonly<Record<string, unknown>>): Mistake => extensions('ClientHello', values, again);
const x25519Share = { group: 29, keyExchange: new Uint8Array(32).fill(9) };
const p256Share = { group: 23, keyExchange: new Uint8Array(65).fill(4) };
const withoutCookie: How = { server: { retryCookie: false } };

judges(
  'server',
  'the second ClientHello',
  [
    ['bad_retry', 'RFC 8446 §4.1.2: another random', hello({ random: new Uint8Array(32) })],
    ['bad_retry', 'RFC 8446 §4.1.2: another session id', hello({ legacySessionId: new Uint8Array(32) })],
    ['bad_retry', 'RFC 8446 §4.1.2: other suites', hello({ cipherSuites: [0x1301, 0x1302] })],
    ['bad_retry', 'RFC 8446 §4.1.2: another legacy version', hello({ legacyVersion: 0x0302 })],
    ['bad_retry', 'RFC 8446 §4.1.2: one extension more', offer({ '0x1234': new Uint8Array(0) })],
    ['bad_retry', 'RFC 8446 §4.1.2: one extension less', offer({ server_name: undefined })],
    ['bad_retry', 'RFC 8446 §4.1.2: other groups', offer({ supported_groups: [23] })],
    ['bad_retry', 'RFC 8446 §4.1.2: other versions', offer({ supported_versions: [0x0304, 0x0303] })],
    [
      'bad_retry',
      'RFC 8446 §4.1.2: extensions in another order',
      (script) => changed(script, 'ClientHello', turned, again),
    ],
    ['bad_retry', 'RFC 8446 §4.1.4: the first share again', offer({ key_share: [x25519Share] })],
    ['bad_retry', 'RFC 8446 §4.1.4: no share', offer({ key_share: [] })],
    [
      'bad_retry',
      'RFC 8446 §4.1.4: another share beside the one asked for',
      offer({ key_share: [p256Share, x25519Share] }),
    ],
    ['bad_key_share', 'RFC 8446 §4.2.8.2: a share that is no point of the curve', offer({ key_share: [p256Share] })],
    ['bad_cookie', 'RFC 8446 §4.2.2: no cookie', offer({ cookie: undefined })],
    ['bad_cookie', 'RFC 8446 §4.2.2: another cookie', offer({ cookie: utf8('another cookie') })],
    [
      'bad_cookie',
      'RFC 8446 §4.2.2: a cookie that nobody handed out',
      offer({ cookie: utf8('a cookie') }),
      withoutCookie,
    ],
    [
      'bad_length',
      'RFC 8446 §4.2.2: an empty cookie',
      offer({ cookie: undefined, [raw('cookie')]: Uint8Array.of(0, 0) }),
    ],
    [undefined, 'RFC 8446 §4.1.2: padding of another length', offer({ padding: new Uint8Array(7) })],
    [undefined, 'RFC 8446 §4.2.2: no cookie where none was handed out', (script) => script, withoutCookie],
  ],
  { retried: true },
);

/** The same extensions, the first one last. */
function turned(body: Body<'ClientHello'>): Body<'ClientHello'> {
  const { server_name, ...others } = body.extensions ?? {};
  return { ...body, extensions: { ...others, ...(server_name !== undefined && { server_name }) } };
}
