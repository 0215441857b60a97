/** Reserved values that peers must ignore, so that extension points do not rust shut. RFC 8701 §2 */

/** The sixteen values 0x0a0a, 0x1a1a … 0xfafa: cipher suites, groups, extensions, signature schemes and versions. */
export const greaseValues: readonly number[] = Array.from({ length: 16 }, (_, i) => i * 0x1010 + 0x0a0a);

/** The eight one-byte values for psk_key_exchange_modes: 0x0b, 0x2a … 0xe4. */
export const greaseModes: readonly number[] = Array.from({ length: 8 }, (_, i) => 0x0b + 0x1f * i);

/** Whether a two-byte value is one of those reserved by RFC 8701. */
export const isGrease = (value: number): boolean => (value & 0x0f0f) === 0x0a0a && value >> 8 === (value & 0xff);
