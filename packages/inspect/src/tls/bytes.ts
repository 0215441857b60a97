/** Byte helpers of the dissector. */

/** Lower-case hexadecimal. */
export function toHex(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += byte < 16 ? `0${byte.toString(16)}` : byte.toString(16);
  return text;
}

/** The bytes that pairs of hexadecimal digits spell; `undefined` when they do not. */
export function fromHex(text: string): Uint8Array | undefined {
  if (!/^([0-9a-f]{2})*$/i.test(text)) return undefined;
  return Uint8Array.from({ length: text.length / 2 }, (_, i) => Number.parseInt(text.slice(2 * i, 2 * i + 2), 16));
}

/** One array holding all parts, in order. */
export function concat(...parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

export function equalBytes(left: Uint8Array, right: Uint8Array): boolean {
  return left.length === right.length && left.every((byte, i) => byte === right[i]);
}

/** An unsigned integer of `size` bytes in network order; bytes beyond the end count as zeros. */
export function uintAt(bytes: Uint8Array, at: number, size: number): number {
  let value = 0;
  for (let i = at; i < at + size; i++) value = value * 256 + (bytes[i] ?? 0);
  return value;
}

/** `0x` and as many digits as `size` bytes have. */
export const hexNumber = (value: number, size: number): string => `0x${value.toString(16).padStart(2 * size, '0')}`;

const decoder = new TextDecoder('utf-8', { fatal: true });

/** The text that bytes spell, or their hexadecimal digits when it is not printable UTF-8. */
export function textOf(bytes: Uint8Array): string {
  try {
    const text = decoder.decode(bytes);
    // oxlint-disable-next-line no-control-regex -- what a terminal must not be told
    return /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/.test(text) ? toHex(bytes) : text;
  } catch {
    return toHex(bytes);
  }
}

/** The bytes of a text. */
export const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
