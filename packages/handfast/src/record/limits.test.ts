import { expect, test } from 'vitest';
import { forgeryLimits, recordLimits } from './limits.ts';

test('RFC 8446 §5.5, RFC 9147 §4.5.3: how long each cipher may be used is what was computed, and not one record more', () => {
  const gcm = 23_726_566;
  const beyondNumbers = 281_474_976_710_655;
  expect(recordLimits).toEqual({
    'aes-128-gcm': gcm,
    'aes-256-gcm': gcm,
    'aria-128-gcm': gcm,
    'aria-256-gcm': gcm,
    'camellia-128-gcm': gcm,
    'camellia-256-gcm': gcm,
    'aes-128-ccm': 8_388_608,
    'aes-128-ccm-8': 8_388_608,
    'aes-256-ccm': 8_388_608,
    'aes-256-ccm-8': 8_388_608,
    'chacha20-poly1305': beyondNumbers,
    'chacha20-poly1305-draft': beyondNumbers,
  });
});

test('RFC 9147 §4.5.3: how many forgeries a key may see', () => {
  expect(forgeryLimits).toEqual({
    'aes-128-gcm': 68_719_476_736,
    'aes-256-gcm': 68_719_476_736,
    'chacha20-poly1305': 68_719_476_736,
    'aes-128-ccm': 11_863_283,
    'aes-128-ccm-8': 128,
  });
});
