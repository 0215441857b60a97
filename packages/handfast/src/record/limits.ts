/** How many records one key may protect before it must be replaced. RFC 8446 §5.5, RFC 9147 §4.5.3 */

import type { AeadName } from '../crypto/algorithms.ts';

/** Records per key, for records of full size. What parties have among themselves nobody has counted: as little as CCM. */
export const recordLimitOf = (aead: AeadName): number => recordLimits[aead] ?? 2 ** 23;

/** How many records that do not authenticate one key may see before it must be given up. RFC 9147 §4.5.3 */
export const forgeryLimitOf = (aead: AeadName): number => forgeryLimits[aead] ?? Math.floor(2 ** 23.5);

export const recordLimits: Readonly<Record<AeadName, number>> = {
  // 2^24.5 full-size records keep the advantage of an attacker below 2^-57.
  'aes-128-gcm': Math.floor(2 ** 24.5),
  'aes-256-gcm': Math.floor(2 ** 24.5),
  // Its limit lies beyond the sequence numbers; the nearest safe integer ends first.
  'chacha20-poly1305': 2 ** 48 - 1,
  // RFC 9147 §4.5.3 counts CCM's like this for the same advantage.
  'aes-128-ccm': 2 ** 23,
  'aes-128-ccm-8': 2 ** 23,
  'aes-256-ccm': 2 ** 23,
  'aes-256-ccm-8': 2 ** 23,
  // The analysis of GCM holds for any block cipher of 16 bytes.
  'aria-128-gcm': Math.floor(2 ** 24.5),
  'aria-256-gcm': Math.floor(2 ** 24.5),
  'camellia-128-gcm': Math.floor(2 ** 24.5),
  'camellia-256-gcm': Math.floor(2 ** 24.5),
  'chacha20-poly1305-draft': 2 ** 48 - 1,
};

export const forgeryLimits: Readonly<Partial<Record<AeadName, number>>> = {
  'aes-128-gcm': 2 ** 36,
  'aes-256-gcm': 2 ** 36,
  'chacha20-poly1305': 2 ** 36,
  'aes-128-ccm': Math.floor(2 ** 23.5),
  // With a tag of 8 bytes an attacker succeeds once in 2^64: RFC 9147 would rather not have it at all.
  'aes-128-ccm-8': 2 ** 7,
};
