import { expect, test } from 'vitest';
import { contentTypeById, contentTypeName, contentTypes } from './content-types.ts';
import { extensionName, extensionTypeByName, extensionTypes } from './extension-types.ts';
import { greaseModes, greaseValues, isGrease } from './grease.ts';
import { groupById, groupName, groups } from './groups.ts';
import { handshakeTypeById, handshakeTypeName, handshakeTypes } from './handshake-types.ts';

test('RFC 8701 §2: sixteen values of two bytes and eight of one are reserved', () => {
  const all = Array.from({ length: 0x10000 }, (_, value) => value);
  expect(all.filter(isGrease)).toEqual(greaseValues);
  expect(greaseValues.slice(0, 2)).toEqual([0x0a0a, 0x1a1a]);
  expect(greaseModes).toEqual([0x0b, 0x2a, 0x49, 0x68, 0x87, 0xa6, 0xc5, 0xe4]);
});

test('RFC 8446 §5.1, RFC 9147 §4: content types', () => {
  expect([20, 21, 22, 23, 26].map(contentTypeName)).toEqual([
    'change_cipher_spec',
    'alert',
    'handshake',
    'application_data',
    'ACK',
  ]);
  expect(contentTypes.handshake).toBe(22);
  expect(contentTypeById(32)).toBeUndefined();
  expect(contentTypeName(32)).toBe('Unknown (32)');
});

test('RFC 8446 §4, RFC 5246 §7.4: handshake messages by number and flow', () => {
  const of = (flow: 'classic' | 'tls13') =>
    handshakeTypes.filter((type) => type.flows.includes(flow) && !type.datagramOnly).map((type) => type.id);
  expect(of('classic')).toEqual([0, 1, 2, 4, 11, 12, 13, 14, 15, 16, 20, 21, 22, 23, 67, 203]);
  expect(of('tls13')).toEqual([1, 2, 4, 5, 8, 11, 13, 15, 20, 24, 25, 203, 254]);
  expect(handshakeTypeName(8)).toBe('EncryptedExtensions');
  expect(handshakeTypeName(99)).toBe('Unknown (99)');
  expect(handshakeTypeById(99)).toBeUndefined();
});

test('extensions and groups have one row each and are shown by name', () => {
  expect(new Set(extensionTypes.map((type) => type.id)).size).toBe(extensionTypes.length);
  expect(extensionName(0)).toBe('server_name');
  expect(extensionName(65281)).toBe('renegotiation_info');
  expect(extensionName(0x4242)).toBe('Unknown (0x4242)');
  expect(extensionName(0x6a6a)).toBe('GREASE (0x6a6a)');
  expect(extensionTypeByName('key_share')?.id).toBe(51);
  expect(new Set(groups.map((group) => group.id)).size).toBe(groups.length);
  expect(groupById(0x11ec)?.name).toBe('X25519MLKEM768');
  expect(groupName(0xfafa)).toBe('GREASE (0xfafa)');
  expect(groupName(0x0042)).toBe('Unknown (0x0042)');
});
