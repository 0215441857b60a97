/** IP addresses as text. */

/** `192.0.2.1`. */
export const ipv4Address = (bytes: Uint8Array, at: number): string =>
  `${bytes[at]}.${bytes[at + 1]}.${bytes[at + 2]}.${bytes[at + 3]}`;

/** `2001:db8::1`: lower case, the longest run of zeros left out (RFC 5952 §4). */
export function ipv6Address(bytes: Uint8Array, at: number): string {
  const groups = Array.from({ length: 8 }, (_, i) => {
    return ((bytes[at + 2 * i] as number) << 8) | (bytes[at + 2 * i + 1] as number);
  });
  const { start, length } = longestZeros(groups);
  const spell = (part: readonly number[]) => part.map((group) => group.toString(16)).join(':');
  if (length < 2) return spell(groups);
  return `${spell(groups.slice(0, start))}::${spell(groups.slice(start + length))}`;
}

function longestZeros(groups: readonly number[]): { readonly start: number; readonly length: number } {
  let best = { start: 0, length: 0 };
  let start = 0;
  for (const [index, group] of groups.entries()) {
    if (group !== 0) start = index + 1;
    else if (index + 1 - start > best.length) best = { start, length: index + 1 - start };
  }
  return best;
}
