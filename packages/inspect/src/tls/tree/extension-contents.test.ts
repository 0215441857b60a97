import { annotate, rest } from 'handfast/wire';
import { encodePublicKey } from 'handfast/x509';
import { describe, expect, test } from 'vitest';
import { concat, utf8 } from '../bytes.ts';
import { serverCredential } from '../testing/conversation.ts';
import { filled } from '../testing/golden.ts';
import { linesOf } from '../testing/tape.ts';
import type { CarrierName } from './extension-formats.ts';
import { extensionBlock } from './extensions.ts';
import { styles } from './style.ts';

const counted = (size: 1 | 2 | 3, ...parts: readonly Uint8Array[]): Uint8Array => {
  const content = concat(...parts);
  const { length } = content;
  return concat(Uint8Array.of(length >> 16, length >> 8, length).subarray(3 - size), content);
};

/** What is printed below the type and the length of an extension. */
function lines(carrier: CarrierName, id: number, content: Uint8Array): readonly string[] {
  const bytes = counted(2, Uint8Array.of(id >> 8, id), counted(2, content));
  const place = { base: 0, bytes, style: styles.recent, rule: undefined, time: 0 };
  const { root } = annotate(rest, bytes);
  const [, node] = extensionBlock(root, place, carrier);
  return (node?.children ?? [])
    .slice(2)
    .flatMap((one) => linesOf(one))
    .map((line) => line.trim());
}

const ech = 0xfe0d;
const suite = Uint8Array.of(0, 1, 0, 3);

describe('RFC 9849 §5: encrypted_client_hello', () => {
  test('in the outer hello: how the inner one is sealed, for which key, and how long it is', () => {
    const content = concat(Uint8Array.of(0), suite, Uint8Array.of(9), counted(2, filled(32)), counted(2, filled(20)));
    expect(lines('ClientHello', ech, content)).toEqual([
      'Client Hello type: Outer Client Hello (0)',
      'Cipher Suite: HKDF-SHA256/ChaCha20Poly1305',
      'KDF Id: HKDF-SHA256 (1)',
      'AEAD Id: ChaCha20Poly1305 (3)',
      'Config Id: 9',
      'Enc length: 32',
      `Enc: ${'5a'.repeat(32)}`,
      'Payload length: 20',
      `Payload: ${'5a'.repeat(20)}`,
    ]);
  });

  test('in the inner hello and in a HelloRetryRequest', () => {
    expect(lines('ClientHello', ech, Uint8Array.of(1))).toEqual(['Client Hello type: Inner Client Hello (1)']);
    expect(lines('HelloRetryRequest', ech, filled(8))).toEqual([`Accept Confirmation: ${'5a'.repeat(8)}`]);
  });

  test('in EncryptedExtensions: what the client should have used', () => {
    const contents = concat(
      Uint8Array.of(9, 0, 32),
      counted(2, filled(32)),
      counted(2, suite),
      Uint8Array.of(64),
      counted(1, utf8('public.test')),
      counted(2),
    );
    const unknown = concat(Uint8Array.of(0xfe, 0x0a), counted(2, filled(2)));
    const configs = counted(2, Uint8Array.of(0xfe, 0x0d), counted(2, contents), unknown);
    expect(lines('EncryptedExtensions', ech, configs)).toEqual([
      `ECHConfigList length: ${configs.length - 2}`,
      'ECHConfigs (2 configs)',
      'ECHConfig',
      'Version: 0xfe0d',
      `Length: ${contents.length}`,
      'Config Id: 9',
      'KEM Id: DHKEM(X25519, HKDF-SHA256) (32)',
      'Public Key length: 32',
      `Public Key: ${'5a'.repeat(32)}`,
      'Cipher Suites length: 4',
      'Cipher Suites (1 suite)',
      'Cipher Suite: HKDF-SHA256/ChaCha20Poly1305',
      'KDF Id: HKDF-SHA256 (1)',
      'AEAD Id: ChaCha20Poly1305 (3)',
      'Maximum Name Length: 64',
      'Public Name length: 11',
      'Public Name: public.test',
      'Extensions length: 0',
      'ECHConfig',
      'Version: 0xfe0a',
      'Length: 2',
      'Contents: 5a5a',
    ]);
  });
});

test('RFC 9345 §4: a delegated credential, with its key and both schemes', () => {
  const key = encodePublicKey(serverCredential.key.info);
  const signature = concat(Uint8Array.of(8, 4), counted(2, filled(3)));
  const content = concat(Uint8Array.of(0, 1, 0x51, 0x80, 4, 3), counted(3, key), signature);
  const shown = lines('Certificate', 34, content);
  expect(shown.slice(0, 3)).toEqual([
    'Valid Time: 86400 seconds (1 day)',
    'Signature Algorithm of CertificateVerify: ecdsa_secp256r1_sha256 (0x0403)',
    `Subject Public Key Info Length: ${key.length}`,
  ]);
  expect(shown).toContain('Algorithm: ecPublicKey');
  expect(shown.slice(-3)).toEqual([
    'Signature Algorithm: rsa_pss_rsae_sha256 (0x0804)',
    'Signature Length: 3',
    'Signature: 5a5a5a',
  ]);
});

test('RFC 9000 §18: transport parameters of QUIC, by their names', () => {
  expect(lines('ClientHello', 57, Uint8Array.of(1, 2, 0x43, 0xe8, 0x0f, 2, 7, 7))).toEqual([
    'Max Idle Timeout',
    'Id: max_idle_timeout (1)',
    'Length: 2',
    'Number: 1000',
    'Initial Source Connection Id',
    'Id: initial_source_connection_id (15)',
    'Length: 2',
    'Bytes: 0707',
  ]);
});
