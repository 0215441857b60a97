import { suiteByName, versionNamed } from 'handfast/registry';
import { encode } from 'handfast/wire';
import { expect, test } from 'vitest';
import type { TreeNode } from '../../model.ts';
import { utf8 } from '../bytes.ts';
import { clientKeyExchange, serverKeyExchange } from '../formats/key-exchange.ts';
import { filled } from '../testing/golden.ts';
import { linesOf } from '../testing/tape.ts';
import { messageNode } from './handshake.ts';
import { styles } from './style.ts';

const dh = { dhP: filled(64), dhG: filled(1), dhYs: filled(64) };
const ec = { curveType: 3, namedCurve: 23, public: filled(65) };
const srp = { n: filled(64), g: filled(1), s: filled(8), b: filled(64) };
const proof = { algorithm: 0x0401, signature: filled(256) };

/** The lines below `Length` of a message of this suite. */
function lines(
  type: 12 | 16,
  suiteName: string,
  body: unknown,
  version: 'TLS 1.2' | 'TLS 1.0' | 'SSL 3.0' = 'TLS 1.2',
) {
  const suite = suiteByName(suiteName);
  if (suite === undefined) throw new Error(suiteName);
  const row = versionNamed(version);
  const codec =
    type === 12
      ? serverKeyExchange(suite, version === 'TLS 1.2' ? 'scheme' : 'bare')
      : clientKeyExchange(suite, version === 'SSL 3.0');
  const context = { version: row, suite, datagram: false, time: 0 };
  const node: TreeNode = messageNode({ type, body: encode(codec, body), headerLength: 4 }, context, 0, styles.recent);
  return linesOf(node)
    .slice(3)
    .map((line) => line.trim().replace(/: 5a.*/, ''));
}

const servers = [
  [
    'TLS_DHE_RSA_WITH_AES_128_GCM_SHA256',
    { params: dh, ...proof },
    'Diffie-Hellman Server Params',
    'Signature Length: 256',
  ],
  [
    'TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256',
    { params: ec, ...proof },
    'EC Diffie-Hellman Server Params',
    'Signature Length: 256',
  ],
  ['TLS_DH_anon_WITH_AES_128_GCM_SHA256', { params: dh }, 'Diffie-Hellman Server Params', 'Pubkey'],
  [
    'TLS_ECDHE_PSK_WITH_AES_128_CBC_SHA',
    { pskIdentityHint: utf8('hint'), params: ec },
    'EC Diffie-Hellman Server Params',
    'Hint: hint',
  ],
  ['TLS_PSK_WITH_AES_128_GCM_SHA256', { pskIdentityHint: utf8('hint') }, 'PSK Server Params', 'Hint: hint'],
  ['TLS_SRP_SHA_RSA_WITH_AES_128_CBC_SHA', { params: srp, ...proof }, 'SRP Server Params', 'Salt'],
] as const;

test.each(servers)('RFC 5246 §7.4.3: ServerKeyExchange of %s [C14]', (suite, body, title, line) => {
  const shown = lines(12, suite, body);
  expect(shown[0]).toBe(title);
  expect(shown).toContain(line);
});

test('RFC 4346 §7.4.3: before TLS 1.2 a signature names no scheme; export suites have an RSA key of their own', () => {
  const unnamed = lines(12, 'TLS_DHE_RSA_WITH_AES_128_CBC_SHA', { params: dh, signature: filled(256) }, 'TLS 1.0');
  expect(unnamed).toContain('Signature Length: 256');
  expect(unnamed.join()).not.toContain('Signature Algorithm');
  const key = { rsaModulus: filled(64), rsaExponent: filled(3) };
  const exported = lines(12, 'TLS_RSA_EXPORT_WITH_RC4_40_MD5', { params: key, signature: filled(64) }, 'TLS 1.0');
  expect(exported.slice(0, 2)).toEqual(['RSA Server Params', 'Modulus Length: 64']);
});

const clients = [
  [
    'TLS_RSA_WITH_AES_128_CBC_SHA',
    { encryptedPreMasterSecret: filled(256) },
    'RSA Encrypted PreMaster Secret',
    'Encrypted PreMaster length: 256',
  ],
  ['TLS_DHE_RSA_WITH_AES_128_CBC_SHA', { dhYc: filled(256) }, 'Diffie-Hellman Client Params', 'Pubkey Length: 256'],
  [
    'TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA',
    { public: filled(65) },
    'EC Diffie-Hellman Client Params',
    'Pubkey Length: 65',
  ],
  ['TLS_ECDH_RSA_WITH_AES_128_CBC_SHA', { public: filled(65) }, 'EC Diffie-Hellman Client Params', 'Pubkey Length: 65'],
  ['TLS_PSK_WITH_AES_128_CBC_SHA', { pskIdentity: utf8('me') }, 'PSK Client Params', 'Identity: me'],
  [
    'TLS_DHE_PSK_WITH_AES_128_CBC_SHA',
    { pskIdentity: utf8('me'), answer: { dhYc: filled(256) } },
    'Diffie-Hellman Client Params',
    'Identity: me',
  ],
] as const;

test.each(clients)('RFC 5246 §7.4.7: ClientKeyExchange of %s [C18]', (suite, body, title, line) => {
  const shown = lines(16, suite, body);
  expect(shown[0]).toBe(title);
  expect(shown).toContain(line);
});

test('RFC 6101 §5.6.7: SSL 3.0 writes the encrypted secret without its length', () => {
  const shown = lines(16, 'TLS_RSA_WITH_AES_128_CBC_SHA', { encryptedPreMasterSecret: filled(128) }, 'SSL 3.0');
  expect(shown).toEqual(['RSA Encrypted PreMaster Secret', 'Encrypted PreMaster']);
});

test.each(['TLS_DH_RSA_WITH_AES_128_CBC_SHA', 'TLS_ECDH_ECDSA_WITH_AES_128_CBC_SHA'])(
  'RFC 5246 §7.4.7.2: what the certificate of a client has said already is no mistake in %s',
  (suite) => {
    expect(lines(16, suite, undefined).join('\n')).not.toMatch(/Malformed|refuses/);
  },
);
