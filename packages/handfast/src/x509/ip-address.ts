/** IP addresses as text and as the bytes of an iPAddress name (RFC 5280 §4.2.1.6, RFC 4291 §2.2, RFC 5952). */

/** The 4 or 16 bytes that a literal spells, without brackets; `undefined` when it is not one. Zones are refused. */
export function parseIpAddress(text: string): Uint8Array | undefined {
  return text.includes(':') ? parseIpv6(text) : parseIpv4(text);
}

/** Dotted decimal, or the one form of an IPv6 address that RFC 5952 §4 recommends; other lengths as hexadecimal. */
export function formatIpAddress(address: Uint8Array): string {
  if (address.length === 4) return address.join('.');
  if (address.length !== 16) return `#${[...address].map((byte) => byte.toString(16).padStart(2, '0')).join('')}`;
  const groups = Array.from(
    { length: 8 },
    (_, i) => ((address[2 * i] as number) << 8) | (address[2 * i + 1] as number),
  );
  const words = groups.map((group) => group.toString(16));
  const { start, length } = longestZeroRun(groups);
  if (length < 2) return words.join(':');
  return `${words.slice(0, start).join(':')}::${words.slice(start + length).join(':')}`;
}

// Leading zeros are refused: some systems read them as octal (RFC 3986 §3.2.2 has none).
const ipv4 = /^(?:(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(?:\.(?!$)|$)){4}$/;
const ipv6Group = /^[0-9a-f]{1,4}$/i;

function parseIpv4(text: string): Uint8Array | undefined {
  return ipv4.test(text) ? Uint8Array.from(text.split('.'), Number) : undefined;
}

function parseIpv6(text: string): Uint8Array | undefined {
  if (text.length > 45) return undefined;
  const halves = text.split('::');
  if (halves.length > 2) return undefined;
  const head = parseGroups(halves[0] as string, halves.length === 1);
  const tail = halves.length === 2 ? parseGroups(halves[1] as string, true) : [];
  if (head === undefined || tail === undefined) return undefined;
  const missing = 16 - head.length - tail.length;
  // `::` stands for at least one group of zeros, and nothing may be missing without it.
  if (halves.length === 2 ? missing < 2 : missing !== 0) return undefined;
  const address = new Uint8Array(16);
  address.set(head);
  address.set(tail, 16 - tail.length);
  return address;
}

function parseGroups(text: string, mayEndInIpv4: boolean): number[] | undefined {
  if (text === '') return [];
  const bytes: number[] = [];
  const groups = text.split(':');
  for (const [i, group] of groups.entries()) {
    const last = i === groups.length - 1 && mayEndInIpv4 ? parseIpv4(group) : undefined;
    if (last !== undefined) bytes.push(...last);
    else if (ipv6Group.test(group)) bytes.push(Number.parseInt(group, 16) >> 8, Number.parseInt(group, 16) & 0xff);
    else return undefined;
  }
  return bytes;
}

function longestZeroRun(groups: readonly number[]): { start: number; length: number } {
  let best = { start: 0, length: 0 };
  for (let start = 0; start < groups.length; start++) {
    let length = 0;
    while (start + length < groups.length && groups[start + length] === 0) length++;
    if (length > best.length) best = { start, length };
  }
  return best;
}
